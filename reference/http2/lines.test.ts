import fc from "fast-check";
import { expect, test } from "vitest";
import { closedStreamsMax, lateFramesMax } from "./bounds.ts";
import { ClosedStreams } from "./closed-streams.ts";
import { Wait, WaitList } from "./wait-list.ts";

test("who waited longest is due first, whoever came and went in between", () => {
  const step = fc.record({
    who: fc.nat(5),
    act: fc.constantFrom("start", "stop", "due"),
    after: fc.nat(40),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const waits = Array.from({ length: 6 }, (_, name) => new Wait(name));
      const line = new WaitList<number>(50);
      const since = new Map<number, number>();
      let now = 0;
      for (const { who, act, after } of steps) {
        now += after;
        const acts = {
          start: () => {
            line.start(now, waits[who]!);
            since.delete(who);
            since.set(who, now);
          },
          stop: () => {
            line.stop(waits[who]!);
            since.delete(who);
          },
          due: () => {
            const overdue = [...since].find(([, at]) => now - at > 50)?.[0];
            expect(line.due(now)).toBe(overdue);
            since.delete(overdue ?? -1);
          },
        };
        acts[act]();
        const first = [...since.values()][0];
        expect(line.nextDeadline()).toBe(first === undefined ? undefined : first + 51);
      }
    }),
  );
});

test("the last streams are remembered, older ones forgotten", () => {
  const closed = new ClosedStreams();
  for (let id = 1; id < 4 * closedStreamsMax; id += 2) closed.add(id, "ended");
  const last = 4 * closedStreamsMax - 1;
  const oldest = last - 2 * (closedStreamsMax - 1);
  expect(closed.size).toBe(closedStreamsMax);
  expect([closed.stateOf(last), closed.stateOf(oldest), closed.stateOf(oldest - 2)]).toEqual([
    "ended",
    "ended",
    "forgotten",
  ]);
  closed.add(last, "reset-local");
  expect([closed.size, closed.stateOf(last)]).toEqual([closedStreamsMax, "reset-local"]);
});

test("a closed stream has a few late frames to its credit, a forgotten one has none", () => {
  const closed = new ClosedStreams();
  closed.add(1, "ended");
  const excused = Array.from({ length: lateFramesMax + 2 }, () => closed.excuses(1));
  expect(excused.filter(Boolean)).toHaveLength(lateFramesMax);
  expect(closed.excuses(3)).toBe(false);
});
