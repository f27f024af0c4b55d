import fc from "fast-check";
import { expect, test } from "vitest";
import { FloodGuard } from "./flood-guard.ts";
import { defaultFloodLimits, floodEvents, type FloodEvent, floodTable } from "./flood-table.ts";

const SECOND = 1_000_000;

const burst = (guard: FloodGuard, now: number, event: FloodEvent, count: number): string[] =>
  Array.from({ length: count }, () => guard.note(now, event) ?? "fine");

const windows = floodEvents.filter((event) => floodTable[event].window !== undefined);
const lifetimes = floodEvents.filter((event) => floodTable[event].lifetime !== undefined);

test.each(windows)("%s: the limit is fine, one more at once is not", (event) => {
  const kind = floodTable[event].window!;
  const limit = defaultFloodLimits[kind];
  const told = burst(new FloodGuard(0, defaultFloodLimits), 5, event, limit + 1);
  expect(told.slice(0, limit).every((kindTold) => kindTold === "fine")).toBe(true);
  expect(told[limit]).toBe(kind);
});

test.each(lifetimes)("%s: a lifetime's count is never forgiven", (event) => {
  const kind = floodTable[event].lifetime!;
  const limit = defaultFloodLimits[kind];
  const guard = new FloodGuard(0, defaultFloodLimits);
  const told = Array.from(
    { length: limit + 1 },
    (_, at) => guard.note(at * SECOND, event) ?? "fine",
  );
  expect(told.slice(0, limit).every((kindTold) => kindTold === "fine")).toBe(true);
  expect(told[limit]).toBe(kind);
});

test("a window's count is halved each second, however seldom anybody looks", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ after: fc.nat(3 * SECOND), count: fc.nat(60) }), { maxLength: 30 }),
      (bursts) => {
        const guard = new FloodGuard(0, defaultFloodLimits);
        let now = 0;
        let seconds = 0;
        let count = 0;
        for (const { after, count: pings } of bursts) {
          now += after;
          for (; seconds < Math.floor(now / SECOND); seconds += 1) count = Math.floor(count / 2);
          const told = burst(guard, now, "ping", pings);
          const fine = Math.max(0, Math.min(pings, 100 - count));
          expect(told.filter((kind) => kind === "fine")).toHaveLength(fine);
          count += pings;
        }
      },
    ),
  );
});

test("a limit of nothing is a limit of one", () => {
  const guard = new FloodGuard(0, { ...defaultFloodLimits, ping_window: 0 });
  expect(burst(guard, 0, "ping", 2)).toEqual(["fine", "ping_window"]);
});
