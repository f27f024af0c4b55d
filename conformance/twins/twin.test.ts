import { expect, test } from "vitest";
import type { Scenario } from "../../sim/index.ts";
import { Verdicts } from "../checkers/verdicts.ts";
import type { Observation } from "../observe/observation.ts";
import { bystandersOf, twinOf } from "./twin.ts";
import { judgeTwin } from "./twin-judge.ts";

const scenario: Scenario = {
  format: 1,
  id: "example",
  title: "An example.",
  rules: [],
  cells: [],
  tags: [],
  source: "here",
  actors: { mallory: { kind: "operator" }, alice: { kind: "operator" } },
  steps: [
    { at: 1, actor: "mallory", do: "open" },
    { at: 2, actor: "mallory", do: "reset" },
    { at: 3, actor: "alice", do: "look" },
    { at: 4, do: "kill", node: "mallory" },
    { at: 5, do: "kill", node: "worker-0" },
  ],
  expect: [],
  endMicros: 9,
};

test("who is left away takes its steps along, and nobody else changes its pid", () => {
  const twin = twinOf(scenario, { rule: "FANOUT-ISOLATION", without: ["mallory"] });
  expect(twin.actors).toEqual({ alice: { kind: "operator", pid: 1002 } });
  expect(twin.steps.map(({ at }) => at)).toEqual([3, 5]);
});

test("who stays does all but leave", () => {
  const spec = { rule: "FANOUT-REQUESTER-GONE", stays: ["mallory"] };
  expect(twinOf(scenario, spec).steps.map(({ at }) => at)).toEqual([1, 3, 5]);
  expect([...bystandersOf(scenario, spec)]).toEqual(["alice"]);
});

const opened: Observation = {
  kind: "session-opened",
  at: 1,
  session: 1,
  client: "mallory",
  credentials: undefined,
};

function taken(at: number, bytes: string): Observation {
  return { kind: "received", at, client: "alice", connection: 0, bytes };
}

const spec = { rule: "FANOUT-ISOLATION", without: ["mallory"] };

test.each([
  ["the same, cut in another way", [taken(3, "00ff")], 0],
  ["another byte", [taken(3, "00"), taken(3, "fe")], 1],
  ["another instant", [taken(3, "00"), taken(4, "ff")], 1],
  ["less", [taken(3, "00")], 1],
  ["more", [taken(3, "00ff"), taken(5, "00")], 1],
])("%s", (_, twinRun, wrong) => {
  const verdicts = new Verdicts(false);
  judgeTwin(spec, { run: [opened, taken(3, "00"), taken(3, "ff")], twinRun }, verdicts);
  expect(verdicts.violations).toHaveLength(wrong);
});

test("what came before the difference judges nothing", () => {
  const verdicts = new Verdicts(false);
  judgeTwin(spec, { run: [taken(0, "00"), opened], twinRun: [taken(0, "00")] }, verdicts);
  expect(verdicts.evaluations.size).toBe(0);
});
