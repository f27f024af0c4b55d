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
  const table = cellsOf(expected, actual);
  const pairs: Pair[] = [];
  let [left, right] = [0, 0];
  for (let cell = table[0]?.[0]; cell?.move !== undefined; cell = table[left]?.[right]) {
    const { move } = cell;
    pairs.push({
      expected: move === "surplus" ? undefined : expected[left],
      actual: move === "lack" ? undefined : actual[right],
    });
    if (move !== "surplus") left += 1;
    if (move !== "lack") right += 1;
  }
  return pairs;
}

/** What it costs from here on at least, and by which move; at the end there is none. */
interface Cell {
  readonly cost: number;
  readonly move: "pair" | "lack" | "surplus" | undefined;
}

const end: Cell = { cost: 0, move: undefined };

/** `[i][j]`: the answers from i and j on. */
function cellsOf(expected: readonly Answer[], actual: readonly Answer[]): readonly Cell[][] {
  const cells: Cell[][] = [];
  for (let left = expected.length; left >= 0; left -= 1) {
    const [row, below] = [[] as Cell[], cells[left + 1]];
    cells[left] = row;
    for (let right = actual.length; right >= 0; right -= 1) {
      const [one, other] = [expected[left], actual[right]];
      const moves = [
        ...movesOf("pair", below?.[right + 1], one && other && pairCost(one, other)),
        ...movesOf("lack", below?.[right], one && gapCost),
        ...movesOf("surplus", row[right + 1], other && gapCost),
      ];
      row[right] = moves.reduce<Cell>(
        (best, cell) => (best.move === undefined || cell.cost < best.cost ? cell : best),
        end,
      );
    }
  }
  return cells;
}

/** No move where there is nothing to be moved over, or no place to come to. */
function movesOf(
  move: Cell["move"],
  next: Cell | undefined,
  cost: number | undefined,
): readonly Cell[] {
  return next === undefined || cost === undefined ? [] : [{ move, cost: cost + next.cost }];
}

function pairCost(expected: Answer, actual: Answer): number {
  if (expected.kind !== actual.kind) return Number.POSITIVE_INFINITY;
  let cost = isInTime(expected, actual.at) ? 0 : instantCost;
  // Another outcome has other content.
  if (expected.status !== actual.status) return cost + statusCost;
  if (partsThatDiffer(expected, actual).length > 0) cost += contentCost;
  return cost;
}
