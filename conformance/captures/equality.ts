// When two answers count as equal: their instants within a tenth of a second, their content part by
// part. Where a frame was seen late, any instant of the interval will do.

import { toleranceMillis } from "./bounds.ts";
import type { Answer } from "./capture.ts";

export function isInTime({ at, since }: Answer, actual: number): boolean {
  return actual >= (since ?? at) - toleranceMillis && actual <= at + toleranceMillis;
}

/** The names of the parts of their content that are not equal; none where it was left out. */
export function partsThatDiffer(expected: Answer, actual: Answer): readonly string[] {
  if (expected.isPartial === true) return [];
  const left = expected.content ?? {};
  const right = actual.content ?? {};
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].toSorted();
  return names.filter((name) => JSON.stringify(left[name]) !== JSON.stringify(right[name]));
}
