// A plain lease table, played at instants that only the test knows, makes histories that are true;
// what a client would have seen of them, however vaguely, must be explained. The same histories with
// one thing in them that did not happen must not be, once the instants are known exactly.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkHistory } from "./check.ts";
import type { History, HistoryAnswer, HistoryOperation } from "./history.ts";
import { type Draw, playedHistory, playedFloor } from "./testing/played-history.ts";

const draws = fc.array(
  fc.record<Draw>({
    session: fc.nat(2),
    verb: fc.constantFrom("apply", "apply", "clear"),
    clientId: fc.constantFrom("a", "b", "c"),
    level: fc.nat(3),
    ttlMicros: fc.integer({ min: 1, max: 12 }),
    after: fc.nat(6),
    before: fc.nat(4),
    behind: fc.nat(4),
  }),
  { minLength: 1, maxLength: 14 },
);

const kindsOf = (history: History): string[] => checkHistory(history).map(({ kind }) => kind);

describe("a history that happened", () => {
  test.each([0, 1, 3])("is explained when instants are known within %i", (blur) => {
    fc.assert(
      fc.property(draws, (steps) => {
        expect(kindsOf(playedHistory(steps, blur))).toEqual(["explained"]);
      }),
      { numRuns: 300 },
    );
  });

  test("is explained without its events, and without some of its answers", () => {
    fc.assert(
      fc.property(draws, fc.nat(), (steps, which) => {
        const history = playedHistory(steps, 2);
        const operations = history.operations.map((operation, index) =>
          index === which % steps.length ? { ...operation, answers: {} } : operation,
        );
        const known = { ...history, operations, events: [], subscribedAt: undefined };
        expect(kindsOf(known).filter((kind) => kind !== "explained")).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("what did not happen", () => {
  /** Verbs of two sessions at one instant may have come in either order. */
  const apart = draws.map((steps) => steps.map((step) => ({ ...step, after: step.after + 1 })));

  const silent = {
    configured: playedFloor,
    effective: playedFloor,
    previous: playedFloor,
    count: 0,
  };
  const changes: ((values: typeof silent) => typeof silent)[] = [
    (values) => ({ ...values, count: values.count + 1 }),
    (values) => ({ ...values, previous: (values.previous + 1) % 4 }),
    (values) => ({ ...values, effective: (values.effective + 1) % 4 }),
    (values) => ({ ...values, configured: values.configured + 1 }),
  ];
  const wrong = (answer: HistoryAnswer, change: number): HistoryAnswer =>
    answer === "refused" ? silent : (changes[change]?.(answer) ?? silent);

  test("is noticed in any answer when the instants are known", () => {
    fc.assert(
      fc.property(apart, fc.nat(), fc.nat(3), (steps, which, change) => {
        const history = playedHistory(steps, 0);
        const operations = history.operations.map((operation, index) => {
          const answer = operation.answers["0"] ?? "refused";
          return index === which % steps.length
            ? { ...operation, answers: { "0": wrong(answer, change) } }
            : operation;
        });
        const [verdict] = checkHistory({ ...history, operations });
        expect(verdict?.kind).toBe("impossible");
        expect(verdict?.witness?.operations.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  test("is noticed in the events", () => {
    fc.assert(
      fc.property(apart, fc.nat(), (steps, which) => {
        const history = playedHistory(steps, 0);
        fc.pre(history.events.length > 0);
        const lost = which % history.events.length;
        const events = history.events.filter((_, index) => index !== lost);
        expect(kindsOf({ ...history, events })).toEqual(["impossible"]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a bound", () => {
  test("ends the search without a verdict", () => {
    const steps = Array.from({ length: 8 }, (_, index): Draw => {
      const clientId = "abc"[index % 3] ?? "a";
      const spread = { after: 1, before: 4, behind: 4 };
      return { session: index % 3, verb: "apply", clientId, level: 2, ttlMicros: 9, ...spread };
    });
    const [verdict] = checkHistory(playedHistory(steps, 3), { statesMax: 2 });
    expect(verdict).toEqual({
      worker: 0,
      kind: "inconclusive",
      states: 2,
      witness: undefined,
    });
  });
});

describe("a witness", () => {
  const base = playedHistory([], 0);
  const apply = (id: string, at: number, answer: HistoryAnswer): HistoryOperation => ({
    t: "operation",
    id,
    session: "s",
    owner: "s",
    verb: "apply",
    clientId: id,
    level: 3,
    ttlMicros: 5,
    sent: at,
    replied: at,
    answers: { "0": answer },
  });

  test("names the answers that contradict each other and no others", () => {
    const operations = [
      apply("early", 1, { configured: 1, previous: 1, effective: 3, count: 1 }),
      apply("a", 20, { configured: 1, previous: 1, effective: 3, count: 1 }),
      apply("b", 24, { configured: 1, previous: 1, effective: 3, count: 1 }),
      apply("late", 60, { configured: 1, previous: 1, effective: 3, count: 1 }),
    ];
    const history = { ...base, operations, events: [], subscribedAt: undefined, endedAt: 90 };
    const [verdict] = checkHistory(history);
    expect(verdict?.witness?.operations.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(verdict?.witness?.until).toBe(24);
  });
});

describe("a janitor with a period of 3", () => {
  const shown = (id: string, at: number, count: number): HistoryOperation => ({
    t: "operation",
    id,
    session: "s",
    verb: "apply",
    clientId: id,
    level: 3,
    ttlMicros: 5,
    sent: at,
    replied: at,
    answers: { "0": { configured: 1, previous: count === 1 ? 1 : 3, effective: 3, count } },
  });

  test.each([
    [4, 2, "explained"],
    [4, 1, "impossible"],
    [5, 1, "explained"],
    [7, 2, "explained"],
    [8, 2, "impossible"],
    [8, 1, "explained"],
  ])("at %i after an apply for 5 a count of %i is %s", (at, count, kind) => {
    const base = playedHistory([], 0);
    const operations = [shown("a", 0, 1), shown("b", at, count)];
    const header = { ...base.header, latenessMicros: 3 };
    expect(kindsOf({ ...base, header, operations, subscribedAt: undefined })).toEqual([kind]);
  });
});
