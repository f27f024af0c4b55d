// Branches that no test takes and that somebody explained. The list is held to what is true: a gap that
// it does not name is a fault, and so is one that it names and that is none any more.

import { parse } from "yaml";
import { listAt } from "../../grouped.ts";
import type { Gap } from "./report.ts";

export interface KnownGap extends Gap {
  readonly why: string;
}

/** Throws where the text is no such list. */
export function readKnownGaps(text: string): readonly KnownGap[] {
  const list: unknown = parse(text);
  if (!Array.isArray(list)) throw new Error("the list of gaps is no list");
  return list.map((entry: unknown, index) => {
    const { file, line, why } = fieldsOf(entry);
    if (typeof file === "string" && typeof line === "string" && typeof why === "string") {
      return { file, line, why };
    }
    throw new Error(`entry ${index + 1} of the list of gaps needs file, line and why`);
  });
}

function fieldsOf(entry: unknown): Record<string, unknown> {
  return typeof entry === "object" && entry !== null ? { ...entry } : {};
}

export interface Differences {
  readonly unexplained: readonly Gap[];
  readonly closed: readonly Gap[];
}

/** One entry explains one gap: lines that read alike are counted. */
export function differencesOf(gaps: readonly Gap[], known: readonly KnownGap[]): Differences {
  const left = new Map<string, KnownGap[]>();
  for (const entry of known) {
    listAt(left, keyOf(entry)).push(entry);
  }
  const unexplained = gaps.filter((gap) => left.get(keyOf(gap))?.pop() === undefined);
  return { unexplained, closed: [...left.values()].flat() };
}

function keyOf({ file, line }: Gap): string {
  return `${file}\n${line}`;
}
