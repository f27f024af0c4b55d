// A baseline: the failures of one target that are known and explained, as its file says it. What an entry
// means for a run is decided in apply.ts.
import type { EntryStatus } from "../../reports/index.ts";

/** Where an entry holds at all; what is absent does not narrow it. */
export interface When {
  /** A pattern of targets, such as `live:*`. */
  readonly target?: string;
  /** As Node names it: linux, darwin, win32. */
  readonly os?: string;
}

export interface Entry {
  /** From 1. */
  readonly line: number;
  readonly rule: string;
  /** Ids or patterns of cases. */
  readonly cases: readonly string[];
  readonly status: EntryStatus;
  /** Beginnings of fingerprints; `any` where every failure will do. */
  readonly match: readonly string[] | "any";
  /** Empty until somebody has explained it. */
  readonly reason: string;
  readonly issue: string | undefined;
  /** The last day on which it holds, as in 2027-01-31. */
  readonly expires: string | undefined;
  readonly when: When | undefined;
  /** How many cases its patterns may cover. */
  readonly max: number | undefined;
}

export interface Baseline {
  /** The versions of the suite that it is for, such as `>=0.1 <0.2`. */
  readonly suite: string | undefined;
  /** What was judged, in words. */
  readonly implementation: string | undefined;
  /** A run has to play at least so many: with fewer, a failure may not show. */
  readonly seeds: number | undefined;
  readonly entries: readonly Entry[];
}

/** Something wrong with a file, and where. */
export interface Problem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Where a baseline meets a run, or would. */
export interface Circumstance {
  readonly target: string;
  readonly os: string;
  /** As in 2027-01-31. */
  readonly today: string;
}

export function problemText(file: string, { line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** After its last day an entry excuses nothing. */
export function isExpired({ expires }: Entry, today: string): boolean {
  return expires !== undefined && today > expires;
}
