// Which cases an entry speaks of. A case that is named by its id is meant whatever happens in it; a pattern
// means those of its cases that have something to do with the rule.
import picomatch from "picomatch";
import type { Entry } from "./baseline.ts";

export type Naming = "named" | "matched";

export class Coverage {
  private readonly names: ReadonlySet<string>;
  private readonly patterns: readonly ((id: string) => boolean)[];

  constructor({ cases }: Pick<Entry, "cases">) {
    this.names = new Set(cases.filter((name) => !isPattern(name)));
    this.patterns = cases.filter(isPattern).map((pattern) => picomatch(pattern));
  }

  of(id: string): Naming | undefined {
    if (this.names.has(id)) return "named";
    return this.patterns.some((matches) => matches(id)) ? "matched" : undefined;
  }
}

/** Ids of cases are lower-case words with hyphens; anything else is a pattern. */
export function isPattern(name: string): boolean {
  return !/^[a-z0-9-]+$/.test(name);
}
