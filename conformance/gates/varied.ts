// One kind of difference that nobody may notice, made to scenarios of every family that can have it: each
// is played without and with it, and what both ends wrote down is compared. It starts nothing else.
import type { Scenario } from "../../sim/index.ts";
import { loadCases } from "../runner/cases.ts";
import { observed } from "../runner/run-case.ts";
import type { Target } from "../targets/target.ts";
import { accountsOf, compared } from "../twins/accounts.ts";
import type { Variation } from "../twins/variation.ts";

interface Varied {
  readonly scenarios: number;
  readonly exchanges: number;
  /** Where it showed, and how. */
  readonly fault: string | undefined;
}

interface Pair {
  readonly scenario: Scenario;
  readonly other: Scenario;
}

/** At most so many scenarios, spread over all. */
export function varied(variation: Variation, target: Target, most: number): Varied {
  const pairs = loadCases().flatMap(({ scenario }): readonly Pair[] => {
    const other = variation.vary(scenario);
    return other === undefined ? [] : [{ scenario, other }];
  });
  const stride = Math.max(1, pairs.length / most);
  const count = Math.min(pairs.length, most);
  let exchanges = 0;
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const pair = pairs[Math.floor(ordinal * stride)];
    if (pair === undefined) continue;
    const { compared: more, parting } = comparedIn(pair, variation, target);
    exchanges += more;
    if (parting !== undefined) {
      const { exchange, expected, actual } = parting;
      const fault = `${pair.scenario.id}, ${exchange}\n  without  ${expected}\n  with     ${actual}`;
      return { scenarios: ordinal, exchanges, fault };
    }
  }
  return { scenarios: count, exchanges, fault: undefined };
}

function comparedIn(
  { scenario, other }: Pair,
  variation: Variation,
  target: Target,
): ReturnType<typeof compared> {
  const calm = { choices: [] };
  const mine = accountsOf(observed(scenario, target, calm));
  const theirs = accountsOf(observed(other, target, variation.isCut ? { seed: 1 } : calm));
  return compared(mine, theirs, variation);
}
