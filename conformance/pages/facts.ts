// Everything that the pages of the rules are made of, read once.
import type { TraceRecord } from "../../reports/index.ts";
import { judgedRules } from "../checkers/families.ts";
import { type Defect, loadDefects } from "../defects/defect.ts";
import { readMatrix } from "../defects/matrix.ts";
import { loadWithoutOwnDefect } from "../defects/own-defects.ts";
import { listAt } from "../grouped.ts";
import type { Reasons } from "../rules/reasons.ts";
import { loadUncovered, type UncoveredReasons } from "../rules/uncovered.ts";
import { type Case, loadCases } from "../runner/cases.ts";
import { referenceTarget } from "../targets/reference.ts";
import { exampleTraces } from "../traces/example-traces.ts";

/** A defect that a rule noticed, and the cases in which it did. */
export interface Kill {
  readonly defect: Defect;
  readonly cases: readonly string[];
}

export interface Facts {
  readonly judged: ReadonlySet<string>;
  readonly uncovered: UncoveredReasons;
  readonly cases: readonly Case[];
  /** By rule; what the committed kill matrix says, of the defects that there still are. */
  readonly kills: ReadonlyMap<string, readonly Kill[]>;
  /** Why a rule has no defect that only it notices among the rules of its family. */
  readonly withoutOwnDefect: Reasons;
  /** By rule. */
  readonly examples: ReadonlyMap<string, TraceRecord>;
}

export function readFacts(): Facts {
  const cases = loadCases();
  return {
    judged: judgedRules,
    uncovered: loadUncovered(judgedRules),
    cases,
    kills: killsByRule(),
    withoutOwnDefect: loadWithoutOwnDefect(judgedRules),
    examples: exampleTraces(cases, referenceTarget()),
  };
}

function killsByRule(): ReadonlyMap<string, readonly Kill[]> {
  const kills = new Map<string, Kill[]>();
  const defects = new Map(loadDefects().map((defect) => [defect.id, defect]));
  for (const { defect: id, gross, killers } of readMatrix()?.defects ?? []) {
    const defect = defects.get(id);
    if (defect === undefined || gross) continue;
    for (const [rule, cases] of Object.entries(killers)) {
      listAt(kills, rule).push({ defect, cases });
    }
  }
  return kills;
}
