// The differences of many captures against the list that people keep: what is equal, what is listed, and
// what is wrong: a difference that nobody listed, and a listed one that is there no more.

import type { Comparison, Difference } from "./compare.ts";

export interface Tally<Entry> {
  /** Answers, or connections, that were equal in every respect. */
  readonly equal: number;
  /** Differences that a rule makes right. */
  readonly listed: number;
  /** Differences about what is no part of the reference. */
  readonly excluded: number;
  readonly unlisted: readonly Difference[];
  /** What of the list is there no more. */
  readonly vanished: readonly Entry[];
}

/** `listing` has an entry of the list for every address; an entry without a rule is about what is excluded. */
export function tally<Entry extends { readonly rule?: string | undefined }>(
  comparisons: Iterable<Comparison>,
  listing: ReadonlyMap<string, Entry>,
): Tally<Entry> {
  const left = new Map(listing);
  const unlisted: Difference[] = [];
  let [equal, listed, excluded] = [0, 0, 0];
  for (const comparison of comparisons) {
    equal += comparison.equal;
    for (const difference of comparison.differences) {
      const address = addressOf(difference);
      const entry = left.get(address);
      left.delete(address);
      if (entry === undefined) unlisted.push(difference);
      else if (entry.rule === undefined) excluded += 1;
      else listed += 1;
    }
  }
  return { equal, listed, excluded, unlisted, vanished: [...left.values()] };
}

export function addressOf({
  capture,
  at,
}: {
  readonly capture: string;
  readonly at: string;
}): string {
  return `${capture} ${at}`;
}
