// What all runs say about each rule. A rule with a checker and no evaluation is as uncovered as a rule
// without a checker: only what could have failed and did not is a pass.
import type { Outcome, RuleRecord } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { familyOf } from "../rules/registry.ts";
import { isPartial, type UncoveredReasons } from "../rules/uncovered.ts";
import type { Rule } from "../rules/rule.ts";
import { sourceText } from "../rules/source.ts";
import type { CaseRun } from "./run-case.ts";

/** What a run of a case comes to, wherever it ran. */
export type Judged = Pick<CaseRun, "evaluations" | "violations" | "divergences">;

interface Count {
  evaluations: number;
  readonly cases: Set<string>;
  broken: boolean;
  open: boolean;
}

export interface RecordFacts {
  /** Absent when the committed matrix is missing or stale. */
  readonly kills: ReadonlyMap<string, number> | undefined;
  /** A run that is not whole leaves open what it would have come to. */
  readonly isWhole: boolean;
  /** Why rules without a checker have none. */
  readonly uncovered: UncoveredReasons;
  /** By rule: why no case of it can be played against this target. */
  readonly unsupported?: ReadonlyMap<string, string>;
}

export class Tally {
  private readonly counts = new Map<string, Count>();
  private readonly judged: ReadonlySet<string>;

  /** An evaluation of a rule that is not among the judged ones does not cover it. */
  constructor(judged: ReadonlySet<string> = judgedRules) {
    this.judged = judged;
  }

  add(caseId: string, run: Judged): void {
    for (const [rule, evaluations] of run.evaluations) {
      const count = this.count(rule);
      count.evaluations += evaluations;
      count.cases.add(caseId);
    }
    for (const { rule } of [...run.violations, ...run.divergences]) this.count(rule).broken = true;
  }

  /** That nothing broke these rules as far as was looked, and that it was not looked to the end. */
  leaveOpen(rules: readonly string[]): void {
    for (const rule of rules) this.count(rule).open = true;
  }

  record(rule: Rule, facts: RecordFacts): RuleRecord {
    const { kills } = facts;
    const count = this.counts.get(rule.id);
    return {
      t: "rule",
      rule: rule.id,
      ...this.verdictOn(rule, count, facts),
      evaluations: count?.evaluations ?? 0,
      scenarios: count?.cases.size ?? 0,
      ...(kills === undefined ? {} : { defectsKilled: kills.get(rule.id) ?? 0 }),
      level: rule.level,
      family: familyOf(rule.id),
      statement: rule.statement,
      source: sourceText(rule.source),
    };
  }

  private verdictOn(
    rule: Rule,
    count: Count | undefined,
    { isWhole, uncovered, unsupported }: RecordFacts,
  ): Pick<RuleRecord, "outcome" | "reason"> {
    const outcome = this.outcomeOf(rule, count, isWhole);
    const missing = outcome === "uncovered" ? unsupported?.get(rule.id) : undefined;
    if (missing !== undefined) return { outcome: "unsupported", reason: missing };
    const reason = rule.excluded ?? excuseOf(outcome, uncovered.get(rule.id));
    return reason === undefined ? { outcome } : { outcome, reason };
  }

  private count(rule: string): Count {
    let count = this.counts.get(rule);
    if (count === undefined) {
      count = { evaluations: 0, cases: new Set(), broken: false, open: false };
      this.counts.set(rule, count);
    }
    return count;
  }

  private outcomeOf(rule: Rule, count: Count | undefined, isWhole: boolean): Outcome {
    if (rule.excluded !== undefined) return "excluded";
    if (count?.broken === true) return "fail";
    if (!this.judged.has(rule.id)) return "uncovered";
    if (count?.open === true) return "inconclusive";
    if (count === undefined || count.evaluations === 0) return isWhole ? "uncovered" : "not-run";
    return "pass";
  }
}

/** What excuses a part of a rule says nothing where the whole of it was not judged. */
function excuseOf(outcome: Outcome, reason: string | undefined): string | undefined {
  const isBeside = outcome === "uncovered" && reason !== undefined && isPartial(reason);
  return isBeside ? undefined : reason;
}
