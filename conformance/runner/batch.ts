// A case under some of its seeds: what a thread plays before it looks up.
import type { Scenario } from "../../sim/index.ts";
import type { Target } from "../targets/target.ts";
import { planCase } from "./case-plan.ts";
import { type CaseRun, judgeCase } from "./run-case.ts";

export interface Batch {
  readonly scenario: Scenario;
  readonly seeds: { readonly first: number; readonly count: number };
}

/** A case under many seeds is cut into batches of so many. */
const seedsPerBatchMax = 20;

export function batchesOf(scenario: Scenario, seeds: number): readonly Batch[] {
  const batches: Batch[] = [];
  for (let first = 0; first < seeds; first += seedsPerBatchMax) {
    const count = Math.min(seedsPerBatchMax, seeds - first);
    batches.push({ scenario, seeds: { first, count } });
  }
  return batches;
}

export function playBatch(
  { scenario, seeds }: Batch,
  target: Target,
  isStopped: () => boolean,
): readonly CaseRun[] {
  const runs: CaseRun[] = [];
  const plan = planCase(scenario);
  const end = seeds.first + seeds.count;
  for (let seed = seeds.first; seed < end && !isStopped(); seed++) {
    runs.push(judgeCase(scenario, target, { seed, plan }));
  }
  return runs;
}

export function isBatch(value: unknown): value is Batch {
  return typeof value === "object" && value !== null && "scenario" in value && "seeds" in value;
}

export function areRuns(value: unknown): value is readonly CaseRun[] {
  return Array.isArray(value);
}
