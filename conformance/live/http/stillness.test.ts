// Traffic is still when what was to end has ended and nothing has happened for a while.
import { expect, test } from "vitest";
import { play } from "../../../sim/index.ts";
import { loadCases } from "../../runner/cases.ts";
import { playOptionsOf } from "../../runner/run-case.ts";
import { referenceTarget } from "../../targets/reference.ts";
import { isStill } from "./stillness.ts";
import { Tape } from "./tape.ts";

const { scenario } = loadCases().find((one) => one.scenario.id === "body-h1-close-delimited")!;
const { journals } = play(scenario, referenceTarget().testee, playOptionsOf(0));
const quiet = 50;

function still(awaited: readonly string[], at: number, toTheEnd = false): boolean {
  const tape = new Tape();
  const client = tape.actor("client");
  client.at = 1_000;
  client.turnEnded();
  return isStill({ awaited, toTheEnd }, { scenario, journals, tape }, at, quiet);
}

test("when all has ended and a while has passed", () => {
  expect(still(["whole", "cut"], 1_000 + quiet)).toBe(true);
});

test.each([
  ["something has just happened", ["whole"], 1_000 + quiet - 1, false],
  ["somebody was not answered", ["whole", "another"], 2_000, false],
  ["something may still happen by itself", ["whole"], 2_000, true],
] as const)("not while %s", (_, awaited, at, toTheEnd) => {
  expect(still(awaited, at, toTheEnd)).toBe(false);
});
