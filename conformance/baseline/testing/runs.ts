// Small runs for tests of baselines.
import {
  type CaseRecord,
  type Failure,
  finishRun,
  type OpenRun,
  type Outcome,
  type Run,
} from "../../../reports/index.ts";
import { suiteVersion } from "../../package-root.ts";
import type { Circumstance } from "../baseline.ts";

export const where: Circumstance = { target: "reference", os: "linux", today: "2026-06-15" };

export function failure(rule: string, message: string): Failure {
  return { rule, message, expected: "", actual: "", at: 0 };
}

export function caseOf(id: string, outcome: Outcome, ...failures: readonly Failure[]): CaseRecord {
  const rules = ["LEASE-CAP"];
  const seeds = { first: 0, count: 3 };
  return { t: "case", case: id, outcome, seeds, rules, hash: "", virtualMicros: 0, failures };
}

export function openRunOf(cases: readonly CaseRecord[]): OpenRun {
  return {
    header: {
      t: "header",
      format: 1,
      suiteVersion,
      target: "reference",
      seeds: { first: 0, count: 3 },
      selection: { rules: [], families: [], cases: [], tags: [], enforce: [] },
      planned: { rules: 0, cases: cases.length },
      node: "20",
      platform: "linux x64",
    },
    rules: [],
    cases,
    baseline: [],
    traces: [],
    notes: [],
  };
}

export function runOf(cases: readonly CaseRecord[]): Run {
  return finishRun(openRunOf(cases), {}, 0);
}
