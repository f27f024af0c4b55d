import fc from "fast-check";
import { expect, test } from "vitest";
import { Timer, Timers } from "./timers.ts";

const orders = fc.array(
  fc.record({
    timer: fc.nat({ max: 5 }),
    deadline: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
    elapse: fc.nat({ max: 5 }),
  }),
  { maxLength: 60 },
);

/** What is due, by looking at every timer. */
function dueOf(wanted: Map<number, number>, now: number): number[] {
  return [...wanted].filter(([, at]) => at <= now).map(([owner]) => owner);
}

test("each timer goes off at its last deadline and at no other, as a plain list would have it", () => {
  fc.assert(
    fc.property(orders, (all) => {
      const timers = new Timers<number>();
      const made = Array.from({ length: 6 }, (_, owner) => new Timer(owner));
      const wanted = new Map<number, number>();
      let now = 0;
      for (const { timer, deadline, elapse } of all) {
        timers.set(made[timer]!, deadline);
        wanted.delete(timer);
        const entries = deadline === undefined ? [] : [[timer, deadline] as const];
        for (const [owner, at] of entries) wanted.set(owner, at);
        expect(timers.next()).toBe(wanted.size === 0 ? undefined : Math.min(...wanted.values()));
        now += elapse;
        const expected = dueOf(wanted, now);
        const found: number[] = [];
        for (let owner = timers.due(now); owner !== undefined; owner = timers.due(now)) {
          found.push(owner);
        }
        expect(found.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
        for (const owner of found) wanted.delete(owner);
      }
    }),
  );
});

test("a deadline that moves later a thousand times costs one entry", () => {
  const timers = new Timers<string>();
  const timer = new Timer("only");
  for (let at = 1; at <= 1000; at += 1) timers.set(timer, at);
  expect(timers.size).toBe(1);
  expect(timers.next()).toBe(1000);
  expect(timers.size).toBe(1);
  expect(timers.due(999)).toBeUndefined();
  expect(timers.due(1000)).toBe("only");
  expect(timers.due(1000)).toBeUndefined();
});
