// A world that broke a rule, cut down: fast-check takes parts of it away as long as the rule stays broken.
// It ends when nothing more can go, when it has tried often enough, or when it is told to; the smallest
// world so far is what counts.
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import type { Violation } from "../checkers/verdicts.ts";
import type { Target } from "../targets/target.ts";
import {
  type GeneratedWorld,
  samplingOf,
  type WorldNumber,
  worldOf,
  worlds,
} from "./generated-world.ts";
import { judgedWorld } from "./world-run.ts";

export interface Cut {
  readonly world: GeneratedWorld;
  readonly violation: Violation;
}

export interface CutOptions {
  readonly runsMax: number;
  readonly isStopped: () => boolean;
  /** Told of each run with the number of steps of the smallest world so far. */
  readonly tried: (runs: number, steps: number) => void;
}

/** Undefined where the world does not break the rule at all. */
export async function cutDown(
  number: WorldNumber,
  rule: string,
  target: Target,
  { runsMax, isStopped, tried }: CutOptions,
): Promise<Cut | undefined> {
  let smallest: Cut | undefined;
  let runs = 0;
  const holds = fc.asyncProperty(worlds, async (plan) => {
    // That it is over is for the next ones to learn; a signal is heard between two runs.
    if (runs >= runsMax || isStopped()) throw new fc.PreconditionFailure(true);
    runs += 1;
    await turn();
    const world = worldOf(plan, number, { title: `A generated world keeps ${rule}.`, rule });
    const violation = judgedWorld(world, target).violations.find((one) => one.rule === rule);
    if (violation !== undefined) smallest = { world, violation };
    tried(runs, smallest?.world.scenario.steps.length ?? 0);
    return violation === undefined;
  });
  await fc.check(holds, samplingOf(number));
  return smallest;
}
