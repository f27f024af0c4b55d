// The header edits of a frontend: an empty value takes every field of that name away, any other adds
// a field. Which names may be edited is the configuration state's to check.

import type { HttpField } from "../../../wire/index.ts";

export interface HeaderEdit {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  /** Only where there is no such field yet; or instead of those that are there. */
  readonly mode: "add" | "if-absent" | "replace";
}

/** In the order in which they were configured. */
export function edited(
  fields: readonly HttpField[],
  edits: readonly HeaderEdit[],
): readonly HttpField[] {
  let result = fields;
  for (const { name, value, mode } of edits) {
    const isThere = result.some((field) => field.name === name);
    if (mode === "if-absent" && isThere) continue;
    if (isThere && (mode === "replace" || value === "")) {
      result = result.filter((field) => field.name !== name);
    }
    if (value !== "") result = [...result, { name, value }];
  }
  return result;
}
