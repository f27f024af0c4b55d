// Which of our answers stands for which of a release's. Both are in order, and replies carry no id:
// what is cheapest to explain is taken, where an answer too many or too few costs more than one that
// is late or has another status. Answers of different kinds never stand for each other.

import type { Answer } from "./capture.ts";
import { isInTime, partsThatDiffer } from "./equality.ts";

/** A side that is absent has no counterpart. */
export interface Pair {
  readonly expected: Answer | undefined;
  readonly actual: Answer | undefined;
}

const gapCost = 11;
const statusCost = 10;
const contentCost = 8;
const instantCost = 6;

export function align(expected: readonly Answer[], actual: readonly Answer[]): readonly Pair[] {
  const costs = costTable(expected, actual);
  const pairs: Pair[] = [];
  let left = 0;
  let right = 0;
  while (left < expected.length || right < actual.length) {
    const [one, other] = [expected[left], actual[right]];
    const here = costs[left]?.[right] ?? 0;
    if (one !== undefined && other !== undefined) {
      if (here === pairCost(one, other) + (costs[left + 1]?.[right + 1] ?? 0)) {
        pairs.push({ expected: one, actual: other });
        left += 1;
        right += 1;
        continue;
      }
    }
    if (one !== undefined && here === gapCost + (costs[left + 1]?.[right] ?? 0)) {
      pairs.push({ expected: one, actual: undefined });
      left += 1;
    } else {
      pairs.push({ expected: undefined, actual: other });
      right += 1;
    }
  }
  return pairs;
}

/** `[i][j]`: what the answers from i and j on cost at least. */
function costTable(expected: readonly Answer[], actual: readonly Answer[]): number[][] {
  const costs: number[][] = [];
  for (let left = expected.length; left >= 0; left -= 1) {
    const row: number[] = [];
    costs[left] = row;
    for (let right = actual.length; right >= 0; right -= 1) {
      const [one, other] = [expected[left], actual[right]];
      const without: number[] = [];
      if (one !== undefined) without.push(gapCost + (costs[left + 1]?.[right] ?? 0));
      if (other !== undefined) without.push(gapCost + (row[right + 1] ?? 0));
      if (one !== undefined && other !== undefined) {
        without.push(pairCost(one, other) + (costs[left + 1]?.[right + 1] ?? 0));
      }
      row[right] = without.length === 0 ? 0 : Math.min(...without);
    }
  }
  return costs;
}

function pairCost(expected: Answer, actual: Answer): number {
  if (expected.kind !== actual.kind) return Number.POSITIVE_INFINITY;
  let cost = isInTime(expected, actual.at) ? 0 : instantCost;
  if (expected.status !== actual.status) cost += statusCost;
  if (partsThatDiffer(expected, actual).length > 0) cost += contentCost;
  return cost;
}
