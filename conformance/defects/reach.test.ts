import { expect, test } from "vitest";
import { referenceTarget } from "../targets/reference.ts";
import { loadCases } from "../runner/cases.ts";
import { runCase } from "../runner/run-case.ts";
import { executedAt } from "./coverage.ts";
import { type Defect, loadDefects } from "./defect.ts";
import { withDefect } from "./load.ts";
import { measureReach } from "./reach.ts";

const every = 80;
const cases = loadCases().filter((_, at) => at % 50 === 0);
const defects = loadDefects().filter((_, at) => at % every === 0);

test("a case that never comes to what a defect edits runs as if the defect were not there", async () => {
  const reach = await measureReach(defects, cases);
  const passedBy = (defect: Defect) =>
    cases.filter(({ scenario }) => reach.get(defect.id)?.has(scenario.id) === false);
  const hashes = (target: Parameters<typeof runCase>[1], defect: Defect) =>
    passedBy(defect).map(({ scenario }) => runCase(scenario, target, { seed: 0 }).hash);
  let compared = 0;
  for (const defect of defects) {
    const bent = hashes(await withDefect(defect), defect);
    expect(bent).toEqual(hashes(referenceTarget(), defect));
    compared += bent.length;
  }
  expect(compared).toBeGreaterThan(60);
});

test("of nested ranges the innermost tells whether a place was executed", () => {
  const offsets = [5, 10, 19, 20, 29, 30, 49, 50];
  const outer = { startOffset: 10, endOffset: 50, count: 2 };
  const inner = { startOffset: 20, endOffset: 30, count: 0 };
  for (const ranges of [
    [outer, inner],
    [inner, outer],
  ]) {
    const told = executedAt(offsets, [{ functionName: "one", isBlockCoverage: true, ranges }]);
    expect([...told]).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
  }
});
