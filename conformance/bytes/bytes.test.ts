import { expect, test } from "vitest";
import { Draws } from "../gates/hostile/draws.ts";
import { bentStream } from "./bends.ts";
import { judge } from "./judge.ts";
import { cutStream, joined, lend, textOf } from "./pieces.ts";
import { Besieger } from "./siege.ts";
import { smallest } from "./smallest.ts";
import { type Reading, type Subject, subjectNames } from "./subject.ts";
import { subjects } from "./subjects.ts";

test.each(subjectNames)("%s: what is not bent is accepted, and gets past the head", (name) => {
  const subject = subjects[name];
  for (let run = 0; run < 200; run += 1) {
    // Heads beyond every limit are part of the corpus: they are refused for their size alone.
    const bytes = joined(subject.exchange(new Draws(name, run)));
    const { reading, fault } = judge(subject, bytes, "once");
    const faults = reading?.lines.filter((line) => line.startsWith("fault ")) ?? [];
    expect(fault).toBeUndefined();
    expect(faults.filter((line) => !/too-large|too-many/.test(line))).toEqual([]);
    expect(reading?.isPast === true || faults.length > 0).toBe(true);
  }
});

test.each(subjectNames)("%s: bent streams break nothing, and most still get far", (name) => {
  const besieger = new Besieger(subjects[name], 1);
  expect(besieger.play(0, 1000)).toEqual([]);
  expect(besieger.siege.past).toBeGreaterThan(300);
  expect(besieger.siege.refused).toBeGreaterThan(300);
  expect(besieger.siege.heldBytes).toBeGreaterThan(0);
});

test.each(subjectNames)("%s: the same seed and run are the same stream", (name) => {
  const stream = (seed: number, run: number): string =>
    textOf(bentStream(subjects[name], new Draws(`${seed} ${name}`, run)));
  const streams = Array.from({ length: 50 }, (_, run) => stream(1, run));
  expect(streams).toEqual(Array.from({ length: 50 }, (_, run) => stream(1, run)));
  expect(new Set(streams).size).toBeGreaterThan(40);
  expect(streams).not.toEqual(Array.from({ length: 50 }, (_, run) => stream(2, run)));
});

test("pieces of a stream are the stream, cut alike each time", () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, at) => at % 251);
  const cuts = Array.from({ length: 30 }, (_, ordinal) => cutStream(bytes, ordinal));
  expect(cuts.every((pieces) => textOf(joined(pieces)) === textOf(bytes))).toBe(true);
  expect(cuts).toEqual(Array.from({ length: 30 }, (_, ordinal) => cutStream(bytes, ordinal)));
  expect(cuts.some((pieces) => pieces.length === bytes.length)).toBe(true);
});

test.each([
  ["an answer", "HTTP/1.1 206 \r\n"],
  ["a request", "GET / HTTP/1.1\r\nhost: a\r\n"],
])(
  "http1: %s with as many fields as may be, or one too many, is no fault of who forwards it",
  (_what, start) => {
    for (let fields = 120; fields <= 130; fields += 1) {
      const bytes = new TextEncoder().encode(`${start}${"y: 1\r\n".repeat(fields)}\r\n`);
      expect(judge(subjects.http1, bytes, "once").fault).toBeUndefined();
    }
  },
);

// A parser of nothing, with a fault planted in it: each oracle has to see its own.

const reading = (lines: readonly string[], more: Partial<Reading> = {}): Reading => ({
  lines,
  fullness: 0,
  heldBytes: 0,
  isPast: true,
  isRefused: false,
  ...more,
});
const plainly = (pieces: readonly Uint8Array[]): Reading => reading([textOf(joined(pieces))]);

function faulty(planted: Partial<Pick<Subject, "read" | "again">>): Subject {
  return {
    name: "frame",
    past: "nothing",
    modules: /^$/,
    keptParts: 0,
    exchange: (draws) => [Uint8Array.from({ length: 40 }, () => draws.below(256))],
    lie: () => undefined,
    read: plainly,
    again: () => undefined,
    ...planted,
  };
}

const BAD = 0x42;
const isBad = (pieces: readonly Uint8Array[]): boolean => joined(pieces).includes(BAD);

/** What it keeps it has not copied. */
const borrowing = (pieces: readonly Uint8Array[]): Reading => {
  const kept: Uint8Array[] = [];
  lend(pieces, (piece) => kept.push(piece));
  return reading([`${kept.length > 1}`, textOf(joined(kept))]);
};

test.each<[string, Subject]>([
  [
    "throw",
    faulty({
      read: (pieces) => {
        expect(isBad(pieces)).toBe(false);
        return plainly(pieces);
      },
    }),
  ],
  [
    "memory",
    faulty({
      read: (pieces) => reading([], { fullness: isBad(pieces) ? 1.1 : 0.9, heldBytes: 9 }),
    }),
  ],
  [
    "cuts",
    faulty({
      read: (pieces) =>
        reading([`${isBad(pieces) ? pieces.filter(({ length }) => length > 0).length : 0}`]),
    }),
  ],
  ["cuts", faulty({ read: borrowing })],
  [
    "round-trip",
    faulty({
      again: ({ lines }) => (lines.some((line) => line.includes("B")) ? "differs" : undefined),
    }),
  ],
])("a planted fault of the kind %s is found, and made small", (oracle, subject) => {
  const besieger = new Besieger(subject, 1);
  const findings = besieger.play(0, 200);
  expect(findings.length).toBeGreaterThan(0);
  expect(new Set(findings.map((finding) => finding.oracle))).toEqual(new Set([oracle]));
  expect(Math.max(...findings.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(2);
  // As it is saved, it breaks the same again.
  for (const { bytes } of findings) {
    expect(judge(subject, bytes, "thorough").fault?.oracle).toBe(oracle);
  }
});

test("what is made small stays a fault of its kind", () => {
  const subject = faulty({
    again: ({ lines }) => (lines[0]?.includes("BB") === true ? "so" : undefined),
  });
  const bytes = Uint8Array.from({ length: 500 }, (_, at) =>
    at === 77 || at === 78 ? BAD : at % 60,
  );
  expect([...smallest(subject, bytes, "round-trip")]).toEqual([BAD, BAD]);
});
