// What became of each entry of a baseline, the list of failures that are known and explained. How an entry
// is held against a run is decided elsewhere; here it is only told, and an entry that no longer fits is
// told as loudly as a failure.

import { grouped } from "./figures.ts";
import type { Run } from "./run.ts";

export const entryStatuses = ["fail", "flaky", "crash", "timeout"] as const;

/** `crash` and `timeout` are quarantine: their cases are not played unless that is asked for. */
export type EntryStatus = (typeof entryStatuses)[number];

/** In the order in which one verdict stands for all cases of an entry, worst first. */
export const entryVerdicts = [
  "expired",
  "different",
  "stale",
  "unexpected-pass",
  "expected",
  "tolerated",
  "quarantined",
  "undecided",
  "outside",
] as const;

export type EntryVerdict = (typeof entryVerdicts)[number];

/** Whether the entry has to be changed before a run can be green. */
export const isFaulty: Readonly<Record<EntryVerdict, boolean>> = {
  expired: true,
  different: true,
  stale: true,
  "unexpected-pass": true,
  expected: false,
  tolerated: false,
  quarantined: false,
  undecided: false,
  outside: false,
};

export interface BaselineRecord {
  readonly t: "baseline";
  /** Where the entry begins in the file, from 1. */
  readonly line: number;
  readonly rule: string;
  /** Ids or patterns. */
  readonly cases: readonly string[];
  readonly status: EntryStatus;
  readonly reason: string;
  readonly issue?: string;
  /** The last day on which it holds. */
  readonly expires?: string;
  readonly verdict: EntryVerdict;
  /** How many failures it excuses. */
  readonly failures: number;
  /** What is wrong with it, and what to do. */
  readonly fault?: string;
}

export function faultyEntries({ baseline }: Pick<Run, "baseline">): readonly BaselineRecord[] {
  return baseline.filter(({ verdict }) => isFaulty[verdict]);
}

/** `12 expected, 1 stale (13)`: what is zero is left out, the denominator never. */
export function verdictsText(entries: readonly BaselineRecord[]): string {
  const parts = entryVerdicts.flatMap((verdict) => {
    const count = entries.filter((entry) => entry.verdict === verdict).length;
    return count === 0 ? [] : [`${grouped(count)} ${verdict}`];
  });
  return `${parts.length === 0 ? "none" : parts.join(", ")} (${grouped(entries.length)})`;
}

/** Its reason, with where it is followed up and until when it holds. */
export function reasonText({ reason, issue, expires }: BaselineRecord): string {
  return [
    reason,
    ...(issue === undefined ? [] : [issue]),
    ...(expires === undefined ? [] : [`until ${expires}`]),
  ].join("; ");
}
