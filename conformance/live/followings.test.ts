// What follows what is read from a run in which nothing is late.
import { expect, test } from "vitest";
import { type ActorJournal, play, type Scenario } from "../../sim/index.ts";
import { loadCases } from "../runner/cases.ts";
import { playOptionsOf } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { followingsOf } from "./followings.ts";
import { inRealTime } from "./timeline.ts";

function scenarioOf(id: string): Scenario {
  return loadCases().find((one) => one.scenario.id === id)!.scenario;
}

function journalsOf(played: Scenario): readonly ActorJournal[] {
  return play(played, referenceTarget().testee, playOptionsOf(0)).journals;
}

test("steps follow each other as the case has it", () => {
  const scenario = scenarioOf("bind-stranger-clears");
  const labels = scenario.steps.flatMap((step) => ("label" in step ? [step.label] : []));
  const followings = followingsOf(scenario, journalsOf(scenario));
  expect(labels.length).toBeGreaterThan(1);
  expect(followings).toContainEqual([labels[0], labels.at(-1)]);
  expect(followings.filter(([first, second]) => first === second)).toEqual([]);
});

test("what is repeated in silence follows nothing", () => {
  const written = scenarioOf("flow-credit-after-early-answers");
  const time = { latenessMicros: 0, slackMicros: 1_000_000, ttlDefaultSeconds: 60, stretch: 1 };
  const goingOn = inRealTime(written, time);
  const played = journalsOf(goingOn);
  const found = followingsOf(goingOn, played).map(([, second]) => second);
  expect(found).toContain("last");
  expect(found.filter((second) => second.includes("goOn"))).toEqual([]);
});

test("a burst waits for no answer to its own, and what follows it does", () => {
  const bad = scenarioOf("h2-made-reset-at-the-limit");
  const played = journalsOf(bad);
  const found = followingsOf(bad, played);
  expect(found).toContainEqual(["bad499", "held"]);
  expect(found.filter(([, second]) => second.startsWith("bad"))).toEqual([]);
});
