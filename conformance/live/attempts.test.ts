// A second attempt gives a client that left early all the time that changes nothing of the case.
import { expect, test } from "vitest";
import { loadCases } from "../runner/cases.ts";
import { attemptAt } from "./attempts.ts";

const cases = loadCases();
const time = { latenessMicros: 0, slackMicros: 1_000_000, ttlDefaultSeconds: 60, stretch: 1 };

test.each([
  ["log-a14-h1-h1-gone-midway", "brisk", "first", 5_000_000],
  ["log-a14-h1-h1-gone-midway", "written", "first", 1_000_000],
  // The back end has three seconds there.
  ["log-a14-h1-h1-gone-midway", "brisk", "patient", 2_000_000],
  ["flow-up-and-down-again", "brisk", "patient", 5_000_000],
] as const)("%s at a %s pace, the %s attempt", (id, pace, attempt, micros) => {
  const { scenario } = cases.find((one) => one.scenario.id === id)!;
  const { patienceMicros } = attemptAt(scenario, { ...time, pace }, attempt === "patient");
  expect(patienceMicros).toBe(micros);
});
