// The golden table is written by hand, case by case. It has to catch what implementation and checker
// get wrong in the same way: here each fault is planted in both, so that no checker sees it.
import { expect, test } from "vitest";
import { withDefect } from "../defects/load.ts";
import { loadDefects } from "../defects/defect.ts";
import { defaultLeaseConstants, type LeaseConstants } from "../model/constants.ts";
import { loadCases } from "../runner/cases.ts";
import { runCase } from "../runner/run-case.ts";

const golden = loadCases().filter(({ scenario }) => scenario.tags.includes("golden"));

const shared: readonly (readonly [string, Partial<LeaseConstants>])[] = [
  ["cap-off-by-one", { leasesPerWorkerMax: 65 }],
  ["table-unbounded", { leasesPerWorkerMax: Number.MAX_SAFE_INTEGER }],
  ["ttl-clamped", { ttlSecondsMax: Number.MAX_SAFE_INTEGER }],
];

test("there is a golden table", () => {
  expect(golden.length).toBeGreaterThanOrEqual(12);
});

test.each(shared)("%s in both is caught by a golden case", async (id, mistaken) => {
  const defect = loadDefects().find((candidate) => candidate.id === id);
  expect(defect).toBeDefined();
  const target = await withDefect(defect!);
  const fooled = { ...target, constants: { ...defaultLeaseConstants, ...mistaken } };
  const runs = golden.map(({ scenario }) => runCase(scenario, fooled, { seed: 0 }));
  expect(runs.some((run) => run.divergences.length > 0)).toBe(true);
});
