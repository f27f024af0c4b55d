import { expect, test } from "vitest";
import { referenceTarget } from "../targets/reference.ts";
import { areRuns, batchesOf, playBatch } from "./batch.ts";
import { loadCases } from "./cases.ts";
import { playInLanes } from "./lanes.ts";

const scenarios = loadCases()
  .filter(({ scenario }) => scenario.id.startsWith("lease-cap"))
  .map(({ scenario }) => scenario);
const batches = scenarios.flatMap((scenario) => batchesOf(scenario, 21));

const target = referenceTarget();

async function played(stopAfter: number): Promise<readonly string[]> {
  const heard: string[] = [];
  const isStopped = (): boolean => heard.length >= stopAfter;
  await playInLanes(batches, {
    threads: 0,
    thread: { module: "./case-thread", beside: import.meta.url, data: "reference" },
    isAnswer: areRuns,
    play: (batch) => playBatch(batch, target, isStopped),
    begun: () => undefined,
    played: ({ scenario }, runs) => {
      for (const { seed } of runs) heard.push(`${scenario.id} ${seed}`);
    },
    isStopped,
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
