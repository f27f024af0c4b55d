// One generated world, played and judged; what is kept of it is what a report needs, since what two
// thousand worlds showed would not fit.
import type { CaseRun } from "../runner/run-case.ts";
import { runCase } from "../runner/run-case.ts";
import type { Violation } from "../checkers/verdicts.ts";
import type { Target } from "../targets/target.ts";
import { countsOf, isCounted, type WorldCounts } from "./counts/world-counts.ts";
import { type GeneratedWorld, generatedWorld } from "./generated-world.ts";

/** Some neighbours, for a thread to be busy with. */
export interface WorldBatch {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
}

export interface WorldOutcome {
  readonly index: number;
  readonly hash: string;
  readonly exchanges: number;
  readonly evaluations: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  readonly counts: WorldCounts;
}

const worldsPerBatch = 10;

export function worldBatches(seed: number, from: number, count: number): readonly WorldBatch[] {
  const batches: WorldBatch[] = [];
  for (let first = from; first < from + count; first += worldsPerBatch) {
    batches.push({ seed, first, count: Math.min(worldsPerBatch, from + count - first) });
  }
  return batches;
}

export function playWorlds(
  { seed, first, count }: WorldBatch,
  target: Target,
  isStopped: () => boolean,
): readonly WorldOutcome[] {
  const outcomes: WorldOutcome[] = [];
  for (let index = first; index < first + count && !isStopped(); index++) {
    const world = generatedWorld({ seed, index });
    outcomes.push(outcomeOf(world, judgedWorld(world, target)));
  }
  return outcomes;
}

export function judgedWorld({ scenario, playSeed }: GeneratedWorld, target: Target): CaseRun {
  return runCase(scenario, target, { seed: playSeed, isWanted: isCounted });
}

function outcomeOf({ number, scenario }: GeneratedWorld, run: CaseRun): WorldOutcome {
  const { hash, evaluations, violations, observations } = run;
  let exchanges = 0;
  for (const seen of observations) {
    if (seen.kind === "exchange-begun" && seen.role === "client") exchanges += 1;
  }
  const counts = countsOf(scenario, observations);
  return { index: number.index, hash, exchanges, evaluations, violations, counts };
}

export function isWorldBatch(value: unknown): value is WorldBatch {
  return typeof value === "object" && value !== null && "first" in value && "count" in value;
}

export function areOutcomes(value: unknown): value is readonly WorldOutcome[] {
  return Array.isArray(value);
}
