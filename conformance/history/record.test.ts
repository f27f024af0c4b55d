// Histories of real runs: what clients of the reference saw is explained, case by case; what clients
// of a reference with a lease fault saw is not.
import { describe, expect, test } from "vitest";
import { loadDefects } from "../defects/defect.ts";
import { withDefect } from "../defects/load.ts";
import { levelNames } from "../model/level.ts";
import { loadCases } from "../runner/cases.ts";
import { runCase } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import type { Target } from "../targets/target.ts";
import { microsPerSecond } from "../model/constants.ts";
import { accountOf, workersOf } from "./account.ts";
import { explain, type Explanation } from "./explain.ts";
import { recordHistory } from "./record.ts";

const cases = loadCases()
  .map(({ scenario }) => scenario)
  .filter(({ id, world }) => /^(lease|bind)-/.test(id) && world?.topology !== "scripted-master");

const statesMax = 5_000;

function verdictsOf(target: Target, seed: number): [string, Explanation["kind"]][] {
  return cases.flatMap((scenario) => {
    const { observations } = runCase(scenario, target, { seed });
    const history = recordHistory(observations, {
      floor: levelNames.indexOf(scenario.world?.detail ?? "cluster"),
      constants: target.constants,
      workerTimeoutMicros: (scenario.world?.workerTimeoutSeconds ?? 10) * microsPerSecond,
    });
    return workersOf(history).map((worker): [string, Explanation["kind"]] => [
      scenario.id,
      explain(accountOf(history, worker), statesMax).kind,
    ]);
  });
}

test.each([0, 1])("every lease case of the reference is explained under seed %i", (seed) => {
  const verdicts = verdictsOf(referenceTarget(), seed);
  expect(verdicts.length).toBeGreaterThan(100);
  expect(verdicts.filter(([, kind]) => kind !== "explained")).toEqual([]);
});

describe("a reference that", () => {
  const visible = [
    "anyone-may-clear",
    "cap-off-by-one",
    "one-expiry-at-a-time",
    "renewal-never-lowers",
    "renewal-never-shortens",
    "ttl-zero-is-the-maximum",
  ];
  const defects = loadDefects().filter(({ id }) => visible.includes(id));
  test("has each of these faults is found among the defects", () => {
    expect(defects.map(({ id }) => id)).toEqual(visible);
  });
  test.each(defects.map((defect) => [defect.id, defect] as const))(
    "%s gives a history that nothing explains",
    async (_, defect) => {
      const verdicts = verdictsOf(await withDefect(defect), 0);
      expect(verdicts.map(([, kind]) => kind)).toContain("impossible");
    },
  );
});
