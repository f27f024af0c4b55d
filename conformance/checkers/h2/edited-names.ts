// The names of the fields that some frontend of the run edits: whether they pass is for ROUTE-EDITS to
// say, and they are neither demanded nor forbidden here.
import type { FieldSpec } from "../../../sim/index.ts";
import type { Request } from "../../../wire/index.ts";

export class EditedNames {
  private readonly names = new Set<string>();

  /** A worker carried out an order. */
  configure({ requestType }: Request): void {
    if (requestType.case !== "addHttpFrontend" && requestType.case !== "addHttpsFrontend") return;
    for (const { key } of requestType.value.headers) this.names.add(key.toLowerCase());
  }

  get isEmpty(): boolean {
    return this.names.size === 0;
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** The fields without those that may have been edited. */
  unedited(fields: readonly FieldSpec[]): readonly FieldSpec[] {
    return fields.filter(([name]) => !this.names.has(name));
  }
}
