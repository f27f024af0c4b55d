// The worlds of a seed, by their numbers: a world depends on both and on nothing else, so each can be made
// again alone, by whoever has the two numbers.
import fc from "fast-check";
import type { Scenario } from "../../sim/index.ts";
import { composed, type WorldIdentity } from "./compose.ts";
import type { WorldPlan } from "./draw/plan.ts";
import { worldArbitrary } from "./draw/world.ts";

export interface WorldNumber {
  readonly seed: number;
  readonly index: number;
}

export interface GeneratedWorld {
  readonly number: WorldNumber;
  readonly scenario: Scenario;
  /** Under which it is played; 0 would be calm. */
  readonly playSeed: number;
}

const wholeWorld = { title: "A generated world keeps the contract.", rule: "LIVE-NO-CRASH" };

/** What every world comes from; made once, since that takes longer than to draw from it. */
const worlds: fc.Arbitrary<WorldPlan> = worldArbitrary();

export function generatedWorld(number: WorldNumber): GeneratedWorld {
  const [plan] = fc.sample(worlds, samplingOf(number));
  if (plan === undefined) throw new Error("nothing was drawn");
  return worldOf(plan, number);
}

/** The same draw for a property as for a sample. */
export function samplingOf({ seed, index }: WorldNumber): {
  readonly seed: number;
  readonly numRuns: 1;
  readonly unbiased: true;
} {
  // Two odd factors keep neighbouring seeds and neighbouring worlds apart.
  const mixed = Math.imul(seed + 1, 0x9e37_79b1) ^ Math.imul(index + 1, 0x85eb_ca6b);
  return { seed: mixed | 0, numRuns: 1, unbiased: true };
}

export function worldOf(
  plan: WorldPlan,
  number: WorldNumber,
  identity: Omit<WorldIdentity, "id"> = wholeWorld,
): GeneratedWorld {
  const id = `generated-${number.seed}-${number.index}`;
  return { number, scenario: composed(plan, { id, ...identity }), playSeed: number.index + 1 };
}

export { worlds };
