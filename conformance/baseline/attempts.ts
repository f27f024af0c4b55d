// What several attempts at one case come to beside a baseline. One attempt that fits it is enough, and what
// came in the others wavers. A case that never fits has failed: it is told by the attempt that departs
// least, so that whatever came every time is in it.
import {
  type CaseRecord,
  type Failure,
  fingerprintOf,
  type Wavering,
} from "../../reports/index.ts";

/** A case beside a baseline. */
export interface Fit {
  /** The rules that are not as listed. */
  readonly departures: ReadonlySet<string>;
  /** Nobody knows whether it fits: it could not be decided, and no entry says that it cannot. */
  readonly isOpen: boolean;
}

export interface Attempt extends Fit {
  readonly record: CaseRecord;
}

/** Whether there is nothing left to find out. */
export function isSettled(attempts: readonly Attempt[]): boolean {
  return attempts.some(({ isOpen, departures }) => !isOpen && departures.size === 0);
}

/** The attempt that stands for all of them, the first of its kind. @throws RangeError for none at all. */
export function standing<A extends Attempt>(attempts: readonly A[]): A {
  const [first, ...others] = attempts;
  if (first === undefined) throw new RangeError("there is at least one attempt");
  return others.reduce((best, one) => (costOf(one) < costOf(best) ? one : best), first);
}

/** What came in some attempts only, by rule. */
export function waveringIn(attempts: readonly Attempt[]): readonly Wavering[] {
  const decided = attempts.filter(({ isOpen }) => !isOpen);
  if (decided.length < 2) return [];
  const counted = standing(decided).departures;
  const rules = new Set(decided.flatMap(({ departures }) => [...departures]));
  return [...rules]
    .filter((rule) => !counted.has(rule))
    .sort()
    .map((rule) => waveringOf(rule, decided));
}

function waveringOf(rule: string, decided: readonly Attempt[]): Wavering {
  const failures = decided.map(({ record }) => record.failures.filter((one) => one.rule === rule));
  return {
    rule,
    failed: failures.filter((some) => some.length > 0).length,
    attempts: decided.length,
    failures: eachWayOnce(failures.flat()),
  };
}

function eachWayOnce(failures: readonly Failure[]): readonly Failure[] {
  return [...new Map(failures.map((failure) => [fingerprintOf(failure), failure])).values()];
}

/** What was decided stands before what was not. */
function costOf({ isOpen, departures }: Attempt): number {
  return isOpen ? Infinity : departures.size;
}
