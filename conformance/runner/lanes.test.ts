import { expect, test } from "vitest";
import { referenceTarget } from "../targets/reference.ts";
import { batchesOf } from "./batch.ts";
import { loadCases } from "./cases.ts";
import { playInLanes } from "./lanes.ts";

const scenarios = loadCases()
  .filter(({ scenario }) => scenario.id.startsWith("lease-cap"))
  .map(({ scenario }) => scenario);
const batches = scenarios.flatMap((scenario) => batchesOf(scenario, 21));

async function played(stopAfter: number): Promise<readonly string[]> {
  const heard: string[] = [];
  await playInLanes(batches, {
    target: referenceTarget(),
    jobs: 1,
    begun: () => undefined,
    played: ({ scenario }, runs) => {
      for (const { seed } of runs) heard.push(`${scenario.id} ${seed}`);
    },
    isStopped: () => heard.length >= stopAfter,
  });
  return heard;
}

test("every seed of every case is played once and handed on in order", async () => {
  const expected = scenarios.flatMap(({ id }) =>
    Array.from({ length: 21 }, (_none, seed) => `${id} ${seed}`),
  );
  expect(scenarios.length).toBeGreaterThan(1);
  expect(await played(Infinity)).toEqual(expected);
});

test("what was begun is handed on when the run is stopped, and nothing is begun", async () => {
  const heard = await played(20);
  expect(heard).toHaveLength(20);
});
