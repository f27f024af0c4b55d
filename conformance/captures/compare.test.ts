import fc from "fast-check";
import { expect, test } from "vitest";
import { align } from "./align.ts";
import type { Answer, Capture, CaptureStep } from "./capture.ts";
import { compareAnswers } from "./compare.ts";

const ok: Answer = { at: 1000, kind: "reply", status: "ok", content: { master: 1, "worker 0": 2 } };
const progress: Answer = { at: 1000, kind: "progress", status: "processing" };
const eventOf = (source: string, at = 1000): Answer => ({
  at,
  kind: "event",
  source,
  content: { event: { kind: "x" } },
});

function captureOf(expected: readonly Answer[], steps: readonly CaptureStep[] = []): Capture {
  return {
    format: 1,
    name: "sample",
    release: "2.1.0",
    world: {},
    processes: { client: ["A"] },
    steps,
    answers: { A: expected },
    end: 9000,
  };
}

function addresses(expected: readonly Answer[], actual: readonly Answer[]): readonly string[] {
  const { differences } = compareAnswers(captureOf(expected), new Map([["A", actual]]));
  return differences.map(({ at }) => at);
}

test("equal answers have no difference, and count", () => {
  const answers = [progress, ok, eventOf("main")];
  const comparison = compareAnswers(captureOf(answers), new Map([["A", answers]]));
  expect(comparison).toEqual({ differences: [], equal: 3 });
});

test.each<[string, Answer[], Answer[], string[]]>([
  ["a status", [ok], [{ ...ok, status: "failure" }], ["A#0 status"]],
  ["one part", [ok], [{ ...ok, content: { master: 1, "worker 0": 3 } }], ["A#0 worker 0"]],
  ["a part more", [ok], [{ ...ok, content: { ...ok.content, "worker 1": 2 } }], ["A#0 worker 1"]],
  ["a part less", [ok], [{ ...ok, content: { "worker 0": 2 } }], ["A#0 master"]],
  ["an answer less", [progress, ok], [ok], ["A#0 missing"]],
  ["an answer more", [ok], [progress, ok], ["A#start+1 extra"]],
  ["one more at the end", [progress], [progress, ok], ["A#0+1 extra"]],
  ["another kind", [progress], [ok], ["A#0 missing", "A#0+1 extra"]],
  ["the order", [progress, ok], [ok, progress], ["A#0 missing", "A#1+1 extra"]],
  ["an event", [eventOf("0")], [], ["A#0 missing"]],
  ["a reply before an event", [eventOf("0"), ok], [ok, eventOf("0")], ["A#1 order"]],
  ["an event before a reply", [ok, eventOf("0")], [eventOf("0"), ok], ["A#1 order"]],
  ["an event more", [ok], [ok, eventOf("1")], ["A#start+1 of 1 extra"]],
  ["an end", [{ at: 1000, kind: "closed" }], [], ["A#0 missing"]],
  ["101 ms too late", [ok], [{ ...ok, at: 1101 }], ["A#0 instant"]],
  ["101 ms too early", [ok], [{ ...ok, at: 899 }], ["A#0 instant"]],
])("%s is one difference with an address", (_what, expected, actual, places) => {
  expect(addresses(expected, actual).toSorted()).toEqual(places.toSorted());
});

test.each<[string, Answer[], Answer[]]>([
  ["100 ms too late", [ok], [{ ...ok, at: 1100 }]],
  ["100 ms too early", [ok], [{ ...ok, at: 900 }]],
  ["an instant of the interval", [{ ...ok, since: 200 }], [{ ...ok, at: 100 }]],
  [
    "content that was not recorded",
    [{ at: 1000, kind: "reply", status: "ok", isPartial: true }],
    [ok],
  ],
  ["the events of two workers", [eventOf("0"), eventOf("1")], [eventOf("1"), eventOf("0")]],
  ["an event after the last look", [ok], [ok, eventOf("1", 1101)]],
  ["an end that nobody looked for", [ok], [ok, { at: 950, kind: "closed" }]],
])("%s is no difference", (_what, expected, actual) => {
  expect(addresses(expected, actual)).toEqual([]);
});

test("an end before something that was still sent is a difference", () => {
  const capture = captureOf([], [{ at: 600, conn: "A", do: "send", hex: "00" }]);
  const closed: Answer = { at: 499, kind: "closed" };
  const { differences } = compareAnswers(capture, new Map([["A", [closed]]]));
  expect(differences.map(({ at }) => at)).toEqual(["A#start+1 extra"]);
});

test("two things too many after one frame have two addresses", () => {
  const more = [progress, { ...ok, status: "failure" }];
  expect(addresses([ok], [ok, ...more])).toEqual(["A#0+1 extra", "A#0+2 extra"]);
});

test("a capture that is alike but for an answer on a connection that was never opened shows it", () => {
  expect(compareAnswers(captureOf([ok]), new Map()).differences.length).toBe(1);
});

const answers = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 400 }),
    kind: fc.constantFrom("progress" as const, "reply" as const),
    status: fc.constantFrom("ok", "failure"),
  }),
  { maxLength: 12 },
);

test("an alignment loses no answer, keeps both orders and pairs like with like", () => {
  fc.assert(
    fc.property(answers, answers, (expected, actual) => {
      const pairs = align(expected, actual);
      expect(pairs.flatMap((pair) => pair.expected ?? [])).toEqual(expected);
      expect(pairs.flatMap((pair) => pair.actual ?? [])).toEqual(actual);
      const kinds = pairs.filter(
        (pair) => pair.expected !== undefined && pair.actual !== undefined,
      );
      expect(kinds.every((pair) => pair.expected?.kind === pair.actual?.kind)).toBe(true);
    }),
  );
});
