// Several attempts at one case: which one stands, what wavers, and that nothing which came every time is ever
// hidden by what came once.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CaseRecord, Failure, Outcome } from "../../reports/index.ts";
import { fitOf } from "./apply.ts";
import type { Baseline } from "./baseline.ts";
import { type Attempt, isSettled, standing, waveringIn } from "./attempts.ts";
import { readBaseline } from "./read.ts";

const where = { target: "live:x.toml", os: "linux", today: "2026-06-15" };
const file = `version: 1
entries:
  - { rule: LEASE-CAP, case: one, status: fail, match: too many, reason: known }
  - { rule: BIND-STICKS, case: one, status: flaky, reason: races }
`;

function failure(rule: string, message = "too many"): Failure {
  return { rule, message, expected: "", actual: "", at: 0 };
}

function recordOf(outcome: Outcome, failures: readonly Failure[]): CaseRecord {
  const rules = ["LEASE-CAP", "BIND-STICKS"];
  const seeds = { first: 0, count: 1 };
  return { t: "case", case: "one", outcome, seeds, rules, hash: "", virtualMicros: 0, failures };
}

function read(text: string): Baseline {
  return (readBaseline(text) as Extract<ReturnType<typeof readBaseline>, { kind: "read" }>)
    .baseline;
}

function attemptOf(outcome: Outcome, ...failures: readonly Failure[]): Attempt {
  const record = recordOf(outcome, failures);
  return { record, ...fitOf(record, read(file), where) };
}

const asListed = attemptOf("fail", failure("LEASE-CAP"));
const wavering = attemptOf("fail", failure("LEASE-CAP"), failure("BIND-STICKS"));
const held = attemptOf("pass");
const otherwise = attemptOf("fail", failure("LEASE-CAP", "none at all"));
const more = attemptOf("fail", failure("LEASE-CAP"), failure("LEASE-COUNT", "wrong"));
const open = attemptOf("inconclusive");
const worse = attemptOf("fail", failure("LEASE-COUNT", "wrong"));

const once = (rule: string, failed: number, attempts: number, ...messages: string[]) => ({
  ...{ rule, failed, attempts, failures: messages.map((message) => failure(rule, message)) },
});

/** A name for the row, the attempts, whether they settle the case, which one stands, what wavers. */
type Row = readonly [string, readonly Attempt[], boolean, number, readonly object[]];

const rows: readonly Row[] = [
  ["as listed", [asListed], true, 0, []],
  ["a flaky one that failed", [wavering], true, 0, []],
  ["held at once", [held], false, 0, []],
  ["held, then as listed", [held, asListed], true, 1, [once("LEASE-CAP", 1, 2, "too many")]],
  [
    "otherwise, then as listed",
    [otherwise, asListed],
    true,
    1,
    [once("LEASE-CAP", 2, 2, "none at all", "too many")],
  ],
  ["more, then as listed", [more, wavering], true, 1, [once("LEASE-COUNT", 1, 2, "wrong")]],
  ["more each time", [more, more, more], false, 0, []],
  ["worse, then more", [worse, more], false, 1, [once("LEASE-CAP", 1, 2, "too many")]],
  ["one rule, then another", [held, more], false, 0, [once("LEASE-COUNT", 1, 2, "wrong")]],
  ["open", [open], false, 0, []],
  ["open, then as listed", [open, asListed], true, 1, []],
  ["open, then more", [open, more, open], false, 1, []],
  ["open each time", [open, open], false, 0, []],
];

test.each(rows)("%s", (...row) => {
  const [, attempts, settled, stands, wavers] = row;
  expect(isSettled(attempts)).toBe(settled);
  expect(attempts.indexOf(standing(attempts))).toBe(stands);
  expect(waveringIn(attempts)).toEqual(wavers);
});

test("what cannot be decided fits where every rule of the case is known to waver", () => {
  const record = recordOf("inconclusive", []);
  const all = file.replace("status: fail, match: too many", "status: flaky");
  const isOpen = [file, all].map((text) => fitOf(record, read(text), where).isOpen);
  expect(isOpen).toEqual([true, false]);
});

const someAttempts = fc.array(
  fc.constantFrom(asListed, wavering, held, otherwise, more, open, worse),
  { minLength: 1, maxLength: 5 },
);

test("what came every time counts, and one attempt that fits is enough", () => {
  fc.assert(
    fc.property(someAttempts, (attempts) => {
      const decided = attempts.filter(({ isOpen }) => !isOpen);
      const stands = standing(attempts);
      const every = [...(decided[0]?.departures ?? [])].filter((rule) =>
        decided.every(({ departures }) => departures.has(rule)),
      );
      expect(every.filter((rule) => !stands.departures.has(rule))).toEqual([]);
      expect(isSettled(attempts)).toBe(decided.some(({ departures }) => departures.size === 0));
      expect(isSettled(attempts)).toBe(!stands.isOpen && stands.departures.size === 0);
      // Whatever was seen and does not count is told.
      const told = new Set([...waveringIn(attempts).map(({ rule }) => rule), ...stands.departures]);
      const seen = decided.flatMap(({ departures }) => [...departures]);
      expect(seen.filter((rule) => !told.has(rule))).toEqual([]);
    }),
  );
});

test("without an attempt there is nothing that stands", () => {
  expect(() => standing([])).toThrow(RangeError);
});
