// A part of the cases in which every rule that a case names is still there: what is true of all of them is
// shown by these in a fraction of the time.
import type { Scenario } from "../../../sim/index.ts";

/** In their order; the first `most` that name a rule are among them. */
export function fewOfEach(scenarios: readonly Scenario[], most: number): readonly Scenario[] {
  const counts = new Map<string, number>();
  return scenarios.filter(({ rules }) => {
    const isWanted = rules.some((rule) => (counts.get(rule) ?? 0) < most);
    for (const rule of isWanted ? rules : []) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    return isWanted;
  });
}
