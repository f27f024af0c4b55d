import { expect, test } from "vitest";
import { DeafHost } from "./deaf-host.ts";
import { ProgramClock } from "./program.ts";
import type { ProgramStep } from "./program.ts";

const steps: readonly ProgramStep[] = [10, 10, 30].map((at, index) => ({
  at,
  connection: `c${index}`,
  step: undefined,
  action: { kind: "open" },
}));

test("takes what is due in order and sets the deadline to what comes next", () => {
  const host = new DeafHost();
  const clock = new ProgramClock(host, steps);
  clock.start(0);
  expect(host.deadlineMicros).toBe(10);
  expect(clock.takeDue(10).map(({ connection }) => connection)).toEqual(["c0", "c1"]);
  expect(host.deadlineMicros).toBe(30);
  expect(clock.takeDue(29)).toEqual([]);
  expect(clock.takeDue(31).map(({ connection }) => connection)).toEqual(["c2"]);
  expect(host.deadlineMicros).toBeUndefined();
});

test("a process that starts late has missed what came before, and nothing of its own instant", () => {
  const host = new DeafHost();
  const clock = new ProgramClock(host, steps);
  clock.start(30);
  expect(host.deadlineMicros).toBe(30);
  expect(clock.takeDue(30)).toHaveLength(1);
});

test("an endless program is read no further than its next step", () => {
  let made = 0;
  function* endless(): Generator<ProgramStep, void, undefined> {
    for (;;) {
      made += 1;
      yield { at: made, connection: "main", step: undefined, action: { kind: "open" } };
    }
  }
  const clock = new ProgramClock(new DeafHost(), endless());
  clock.start(0);
  expect(clock.takeDue(5)).toHaveLength(5);
  expect(made).toBe(6);
});
