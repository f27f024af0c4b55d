import { expect, test } from "vitest";
import { verdictOn } from "./worker-script.ts";
import type { ScriptVerdict, WorkerScript } from "./worker-script.ts";

const verb = "setMetricDetail";
const rows: readonly [WorkerScript, string, number, ScriptVerdict][] = [
  [{ kind: "old", unknownVerbs: [verb] }, verb, 1, "refuse"],
  [{ kind: "old", unknownVerbs: [verb] }, "status", 1, "pass"],
  [{ kind: "silent" }, "status", 1, "swallow"],
  [{ kind: "silent", verb }, "status", 0, "pass"],
  [{ kind: "silent", verb }, verb, 1, "swallow"],
  [{ kind: "silent", verb, request: 2 }, verb, 1, "pass"],
  [{ kind: "silent", verb, request: 2 }, verb, 2, "swallow"],
  [{ kind: "silent", fromMicros: 5 }, verb, 1, "pass"],
  [{ kind: "dying", when: "before-answer" }, "status", 1, "die"],
  [{ kind: "dying", when: "after-answer" }, "status", 1, "die-after"],
  [{ kind: "dying", verb, when: "before-answer" }, "status", 0, "pass"],
  [{ kind: "dying", verb, request: 3, when: "after-answer" }, verb, 2, "pass"],
  [{ kind: "dying", verb, request: 3, when: "after-answer" }, verb, 3, "die-after"],
];

test.each(rows)("%o: %s number %i is told to %s", (script, name, ordinal, verdict) => {
  expect(verdictOn(script, name, ordinal)).toBe(verdict);
});
