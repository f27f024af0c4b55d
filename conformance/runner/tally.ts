// What all runs say about each rule. A rule with a checker and no evaluation is as uncovered as a rule
// without a checker: only what could have failed and did not is a pass.
import type { Outcome, RuleRecord } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { familyOf } from "../rules/registry.ts";
import type { UncoveredReasons } from "../rules/uncovered.ts";
import type { Rule } from "../rules/rule.ts";
import { sourceText } from "../rules/source.ts";
import type { CaseRun } from "./run-case.ts";

interface Count {
  evaluations: number;
  readonly cases: Set<string>;
  broken: boolean;
}

export interface RecordFacts {
  /** Absent when the committed matrix is missing or stale. */
  readonly kills: ReadonlyMap<string, number> | undefined;
  /** A run that is not whole leaves open what it would have come to. */
  readonly isWhole: boolean;
  /** Why rules without a checker have none. */
  readonly uncovered: UncoveredReasons;
}

export class Tally {
  private readonly counts = new Map<string, Count>();

  add(caseId: string, run: CaseRun): void {
    for (const [rule, evaluations] of run.evaluations) {
      const count = this.count(rule);
      count.evaluations += evaluations;
      count.cases.add(caseId);
    }
    for (const { rule } of [...run.violations, ...run.divergences]) this.count(rule).broken = true;
  }

  record(rule: Rule, { kills, isWhole, uncovered }: RecordFacts): RuleRecord {
    const count = this.counts.get(rule.id);
    const reason = rule.excluded ?? uncovered.get(rule.id);
    return {
      t: "rule",
      rule: rule.id,
      outcome: outcomeOf(rule, count, isWhole),
      evaluations: count?.evaluations ?? 0,
      scenarios: count?.cases.size ?? 0,
      ...(kills === undefined ? {} : { defectsKilled: kills.get(rule.id) ?? 0 }),
      level: rule.level,
      family: familyOf(rule.id),
      statement: rule.statement,
      source: sourceText(rule.source),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  private count(rule: string): Count {
    let count = this.counts.get(rule);
    if (count === undefined) {
      count = { evaluations: 0, cases: new Set(), broken: false };
      this.counts.set(rule, count);
    }
    return count;
  }
}

function outcomeOf(rule: Rule, count: Count | undefined, isWhole: boolean): Outcome {
  if (rule.excluded !== undefined) return "excluded";
  if (count?.broken === true) return "fail";
  if (!judgedRules.has(rule.id)) return "uncovered";
  if (count === undefined || count.evaluations === 0) return isWhole ? "uncovered" : "not-run";
  return "pass";
}
