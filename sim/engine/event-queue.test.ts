import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue } from "./event-queue.ts";

interface Entry {
  readonly time: number;
  readonly tie: number;
  readonly item: number;
}

/** The order as a sentence: by time, then by tie, then first come first served. */
class NaiveQueue {
  private entries: readonly Entry[] = [];

  push(entry: Entry): void {
    this.entries = [...this.entries, entry];
  }

  pop(): Entry | undefined {
    const [first] = this.entries.toSorted(
      (one, other) => one.time - other.time || one.tie - other.tie,
    );
    this.entries = this.entries.filter((entry) => entry !== first);
    return first;
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ delay: fc.nat(4), tie: fc.nat(2) }) },
    { weight: 2, arbitrary: fc.constant("pop" as const) },
  ),
  { maxLength: 120 },
);

test("pops as a sorted list does, whatever is pushed in between", () => {
  fc.assert(
    fc.property(steps, (program) => {
      const queue = new EventQueue();
      const naive = new NaiveQueue();
      let now = 0;
      const popBoth = (): void => {
        const expected = naive.pop();
        expect(queue.headTime()).toBe(expected?.time ?? Infinity);
        const popped = expected === undefined ? undefined : queue.pop();
        expect(popped).toBe(expected?.item);
        now = expected?.time ?? now;
      };
      const push = (step: { delay: number; tie: number }, item: number): void => {
        naive.push({ time: now + step.delay, tie: step.tie, item });
        queue.push(now + step.delay, step.tie, item);
      };
      program.forEach((step, item) => {
        const act = step === "pop" ? popBoth : push.bind(undefined, step, item);
        act();
      });
      while (queue.size > 0) popBoth();
      expect(queue.headTime()).toBe(Infinity);
    }),
  );
});

test("keeps first come first served over a million live ties", () => {
  const queue = new EventQueue();
  const live = 4096;
  for (let item = 0; item < live; item++) queue.push(0, 0, item);
  let inOrder = true;
  for (let turn = 0; turn < 1 << 20; turn++) {
    const item = queue.pop();
    inOrder &&= item === turn % live;
    queue.push(0, 0, item);
  }
  expect(inOrder).toBe(true);
});

test("a later tie loses to an earlier one of the same instant, never to a later instant", () => {
  const queue = new EventQueue();
  queue.push(5, 15, 1);
  queue.push(5, 0, 2);
  queue.push(6, 0, 3);
  expect([queue.pop(), queue.pop(), queue.pop()]).toEqual([2, 1, 3]);
});

test("popping an empty queue is our bug", () => {
  expect(() => new EventQueue().pop()).toThrow("assertion failed");
});
