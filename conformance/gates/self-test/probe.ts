// A probe asks one thing of the suite itself: of its world, its checkers, its runner or its reports. It
// answers with nothing when that holds, and else with one sentence of what does not.
import type { Scenario } from "../../../sim/index.ts";

export interface Probe {
  readonly id: string;
  /** What is true of a sound suite. */
  readonly promise: string;
  /** Every case of the package is at hand; a probe takes those that it needs. */
  ask(scenarios: readonly Scenario[]): string | undefined | Promise<string | undefined>;
}

/** The scenarios in which much happens at one instant or on a network that is not calm. */
export function lively(scenarios: readonly Scenario[], most: number): readonly Scenario[] {
  const wanted = scenarios.filter(({ tags }) => tags.includes("race") || tags.includes("latency"));
  return wanted.slice(0, most);
}

/** The first sentence that somebody has to say. */
export function firstOf<Item>(
  items: Iterable<Item>,
  say: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const said = say(item);
    if (said !== undefined) return said;
  }
  return undefined;
}
