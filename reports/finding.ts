// What deserves a block of its own: one finding for each rule that failed in a case. Terminal and
// Markdown show the same findings in the same order.

import type { CaseRecord, Failure, Level, Run, RuleRecord } from "./run.ts";

export interface Finding {
  readonly case: string;
  /** Undefined when the case failed without naming a rule; `reason` then says why, as far as known. */
  readonly failure: Failure | undefined;
  /** How many further failures of the same rule the case has. */
  readonly more: number;
  readonly level: Level | undefined;
  readonly statement: string | undefined;
  readonly source: string | undefined;
  readonly file: string | undefined;
  readonly reason: string | undefined;
  readonly seed: number;
  /** One line to paste in the checkout. */
  readonly replay: string;
}

/** In the order of the cases. What the baseline expects is no finding. */
export function findingsOf(run: Run): readonly Finding[] {
  const rules = new Map(run.rules.map((rule) => [rule.rule, rule]));
  return run.cases
    .flatMap((record) => findingsOfCase(record, rules))
    .map((finding) => ({ ...finding, replay: replayLine(finding, run.header.target) }));
}

function findingsOfCase(
  record: CaseRecord,
  rules: ReadonlyMap<string, RuleRecord>,
): readonly Omit<Finding, "replay">[] {
  if (record.outcome === "expected-fail") return [];
  if (record.failures.length === 0) return record.outcome === "fail" ? [bareFinding(record)] : [];
  const counting = record.failures.filter(({ excuse }) => excuse === undefined);
  const names = [...new Set(counting.map((failure) => failure.rule))];
  const byRule = names.map((name) => counting.filter((failure) => failure.rule === name));
  return byRule.map((failures) => ({
    ...bareFinding(record),
    ...firstOf(failures, record, rules),
  }));
}

type FirstFailure = Pick<Finding, "failure" | "more" | "level" | "statement" | "source" | "seed">;

function firstOf(
  failures: readonly Failure[],
  record: CaseRecord,
  rules: ReadonlyMap<string, RuleRecord>,
): FirstFailure {
  const failure = failures[0];
  const rule = failure === undefined ? undefined : rules.get(failure.rule);
  return {
    failure,
    more: failures.length - 1,
    level: rule?.level,
    statement: rule?.statement,
    source: rule?.source,
    seed: failure?.seed ?? record.seeds.first,
  };
}

function bareFinding(record: CaseRecord): Omit<Finding, "replay"> {
  return {
    case: record.case,
    failure: undefined,
    more: 0,
    level: undefined,
    statement: undefined,
    source: undefined,
    file: record.file,
    reason: record.reason,
    seed: record.seeds.first,
  };
}

/** What is replayed when nobody names a target. */
const targetDefault = "reference";

/** One line to paste in the checkout. */
export function replayLine(
  { case: id, seed }: Pick<Finding, "case" | "seed">,
  target: string,
): string {
  // What happened on a real clock happens again, or does not, on a real clock.
  if (target.startsWith("live:")) return `npx kakehi run --case ${id} --target ${target}`;
  const of = target === targetDefault ? "" : ` --target ${target}`;
  return `npx kakehi replay ${id} --seed ${seed}${of}`;
}
