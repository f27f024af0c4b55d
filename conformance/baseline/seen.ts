// What several runs saw of one rule in one case. An attempt that a run told of counts as much as a run.
import { type CaseRecord, type Failure, fingerprintOf } from "../../reports/index.ts";

export interface Seen {
  readonly rule: string;
  readonly case: string;
  /** How often it failed. */
  readonly failed: number;
  /** How often the case was decided. */
  readonly times: number;
  readonly failures: readonly Failure[];
  /** Whether it said the same each time that it failed. */
  readonly isSame: boolean;
}

/** `records` are those of one case, one of each run, as they were before any baseline. */
export function seenIn(records: readonly CaseRecord[], rule: string): Seen {
  const [record] = records;
  const seen = records.filter(isDecided).map((one) => seenOnce(one, rule));
  const failures = seen.flatMap((one) => one.failures);
  const ways = new Set(seen.filter(({ failed }) => failed > 0).map(({ way }) => way));
  return {
    rule,
    case: record?.case ?? "",
    failed: sum(seen.map(({ failed }) => failed)),
    times: sum(seen.map(({ times }) => times)),
    failures,
    isSame: ways.size <= 1 && seen.every((one) => one.isSame),
  };
}

/** The rules that failed in a case, in any attempt of any run. */
export function failedRules(records: readonly CaseRecord[]): readonly string[] {
  const rules = records.flatMap(({ failures, wavering = [] }) => [
    ...failures.map(({ rule }) => rule),
    ...wavering.filter(({ failed }) => failed > 0).map(({ rule }) => rule),
  ]);
  return [...new Set(rules)];
}

/** What is left open, left out or cannot be seen says nothing. */
function isDecided({ outcome }: CaseRecord): boolean {
  return outcome === "pass" || outcome === "fail";
}

interface SeenOnce {
  readonly failed: number;
  readonly times: number;
  readonly failures: readonly Failure[];
  readonly way: string;
  readonly isSame: boolean;
}

function seenOnce({ failures, wavering = [] }: CaseRecord, rule: string): SeenOnce {
  const own = failures.filter((failure) => failure.rule === rule);
  const told = wavering.find((one) => one.rule === rule);
  const all = told?.failures ?? own;
  return {
    failed: told?.failed ?? (own.length > 0 ? 1 : 0),
    times: told?.attempts ?? 1,
    failures: all,
    way: wayOf(all),
    isSame: told === undefined || wayOf(told.failures) === wayOf(own),
  };
}

function wayOf(failures: readonly Failure[]): string {
  return [...new Set(failures.map(fingerprintOf))].sort().join("\n");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
