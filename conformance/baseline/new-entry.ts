// Entries that a baseline does not have yet: for failures that nobody listed, and for what wavers. Cases that
// fail alike share one, and what wavers says in its reason how often it was seen.
import { type Failure, fingerprintOf } from "../../reports/index.ts";
import type { Entry } from "./baseline.ts";
import { bounds } from "./bounds.ts";
import type { Seen } from "./seen.ts";

/** By how much of its words a new failure is known again. */
export type MatchBy = "fingerprint" | "message" | "any";

/** What is said of failures that nobody has listed. */
export interface Fresh {
  readonly matchBy: MatchBy;
  /** Why a rule fails; empty when somebody has to fill it in. */
  readonly reasonFor: (rule: string) => string;
  /** The list is true of most runs: what differs from it wavers, and nothing is taken out. */
  readonly asFlaky: boolean;
}

export interface NewEntry extends Pick<Entry, "rule" | "cases" | "match"> {
  readonly status: "fail" | "flaky";
  /** Why, as far as it was known before; what is empty has to be filled in. */
  readonly reason: string;
  /** How often it was seen; undefined for what came every time, and where the list counts as runs. */
  readonly often: Often | undefined;
  /** What an entry said besides that the cases come from. */
  readonly kept: Pick<Entry, "issue" | "expires" | "when">;
}

/** From the least to the most, over the cases of an entry. */
export interface Often {
  readonly failed: readonly [least: number, most: number];
  readonly times: readonly [least: number, most: number];
}

export const nothingKept: NewEntry["kept"] = {
  issue: undefined,
  expires: undefined,
  when: undefined,
};

export function oftenOf({ failed, times }: Pick<Seen, "failed" | "times">): Often {
  return { failed: [failed, failed], times: [times, times] };
}

/** `failed in 1 to 2 of 3 runs` */
export function oftenText({ failed, times }: Often): string {
  if (failed[1] === 0) return `could not be decided in any of ${spanText(times)} runs`;
  return `failed in ${spanText(failed)} of ${spanText(times)} runs`;
}

function spanText([least, most]: readonly [number, number]): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

/** What a person wrote stays, and how often it was seen comes behind it. */
export function reasonOf({ reason, often }: NewEntry): string {
  if (often === undefined) return reason;
  const counted = oftenText(often);
  return reason === "" ? counted : `${reason} (${counted})`;
}

export function addTo(added: NewEntry[], fresh: NewEntry): void {
  const index = added.findIndex((entry) => keyOf(entry) === keyOf(fresh));
  const known = added[index];
  if (known === undefined) added.push(fresh);
  else {
    const cases = [...known.cases, ...fresh.cases];
    added[index] = { ...known, cases, often: spanOf(known.often, fresh.often) };
  }
}

function keyOf({ rule, status, match, reason, often, kept }: NewEntry): string {
  const isUndecided = often?.failed[1] === 0;
  return JSON.stringify([rule, status, match, reason, kept, isUndecided]);
}

function spanOf(one: Often | undefined, other: Often | undefined): Often | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const span = (key: keyof Often): readonly [number, number] => [
    Math.min(one[key][0], other[key][0]),
    Math.max(one[key][1], other[key][1]),
  ];
  return { failed: span("failed"), times: span("times") };
}

export function isSameMatch(known: Entry["match"], match: Entry["match"]): boolean {
  return JSON.stringify(known) === JSON.stringify(match);
}

/** The whole words of each failure; where they are too many, only what went wrong. */
export function matchOf(failures: readonly Failure[], matchBy: MatchBy): Entry["match"] {
  if (matchBy === "any") return "any";
  const whole = sorted(failures.map(fingerprintOf));
  if (matchBy === "fingerprint" && whole.length <= bounds.fingerprints) return whole;
  return messagesOf(failures);
}

/** What wavers is known by what went wrong: how far it went is what a race decides. */
export function messagesOf(failures: readonly Failure[]): readonly string[] {
  return sorted(failures.map((failure) => fingerprintOf({ ...failure, expected: "", actual: "" })));
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort((left, right) => (left < right ? -1 : 1));
}
