// How one of several back ends is chosen. Round robin is the rule of a cluster that does not say, and
// of the two that choose by a key which no HTTP request here has.

import { LoadBalancingAlgorithms } from "../../../wire/index.ts";
import type { Backend } from "./backend.ts";

/** A u32, from a stream of draws of the cluster's own. */
export type Draw = () => number;

export interface Choosing {
  readonly draw: Draw;
  readonly busyness: (backend: Backend) => number;
  /** Counts the choices of round robin. */
  readonly turn: () => number;
}

/** `candidates` are not empty. */
export function pick(
  algorithm: LoadBalancingAlgorithms,
  candidates: readonly Backend[],
  choosing: Choosing,
): Backend | undefined {
  switch (algorithm) {
    case LoadBalancingAlgorithms.RANDOM:
      return weighted(candidates, choosing.draw);
    case LoadBalancingAlgorithms.LEAST_LOADED:
      return leastBusy(candidates, choosing.busyness);
    case LoadBalancingAlgorithms.POWER_OF_TWO:
      return leastBusy(two(candidates, choosing.draw), choosing.busyness);
    case LoadBalancingAlgorithms.ROUND_ROBIN:
    case LoadBalancingAlgorithms.HRW:
    case LoadBalancingAlgorithms.MAGLEV:
    default:
      return candidates[choosing.turn() % candidates.length];
  }
}

function weighted(candidates: readonly Backend[], draw: Draw): Backend | undefined {
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  let left = draw() % total;
  return candidates.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}

/** The first of the least busy. */
function leastBusy(
  candidates: readonly Backend[],
  busyness: Choosing["busyness"],
): Backend | undefined {
  let best: Backend | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const value = busyness(candidate);
    if (value >= least) continue;
    best = candidate;
    least = value;
  }
  return best;
}

/** Two different ones, each pair as likely as any other. */
function two(candidates: readonly Backend[], draw: Draw): readonly Backend[] {
  if (candidates.length < 3) return draw() % 2 === 0 ? candidates : candidates.toReversed();
  const first = draw() % candidates.length;
  const second = (first + 1 + (draw() % (candidates.length - 1))) % candidates.length;
  return [first, second].flatMap((index) => candidates[index] ?? []);
}
