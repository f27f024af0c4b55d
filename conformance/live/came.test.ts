// What cases came to, attempt by attempt: only the attempt that stands is tallied, and what wavered is in the
// record of its case.
import { expect, test } from "vitest";
import type { CaseRecord, Failure } from "../../reports/index.ts";
import type { Fit } from "../baseline/attempts.ts";
import { rules } from "../rules/registry.ts";
import { Came } from "./came.ts";

const rule = rules.find(({ id }) => id === "LEASE-CAP")!;
const facts = { kills: undefined, isWhole: true, uncovered: new Map<string, string>() };
const known: Failure = { rule: rule.id, message: "too many", expected: "", actual: "", at: 0 };
const evaluations = new Map([[rule.id, 2]]);
const kept = { evaluations, violations: [], divergences: [] };
const broken = { ...kept, violations: [{ ...known, index: 0 }] };

function recordOf(outcome: CaseRecord["outcome"], failures: readonly Failure[] = []): CaseRecord {
  const seeds = { first: 0, count: 1 };
  return {
    ...{ t: "case", case: "one", outcome, seeds, rules: [rule.id], hash: "", virtualMicros: 0 },
    failures,
  };
}

/** Nothing is listed: every failure departs. */
function fitOf({ outcome, failures }: CaseRecord): Fit {
  const departures = new Set(failures.map((failure) => failure.rule));
  return { departures, isOpen: outcome === "inconclusive" };
}

test("a failure that does not come again is told, and is not tallied", () => {
  const came = new Came(fitOf);
  came.add(recordOf("fail", [known]), broken);
  expect([came.isOpen("one"), came.tally().record(rule, facts).outcome]).toEqual([true, "fail"]);
  came.add(recordOf("pass"), kept);
  expect(came.isOpen("one")).toBe(false);
  expect(came.tally().record(rule, facts)).toMatchObject({ outcome: "pass", evaluations: 2 });
  const wavering = [{ rule: rule.id, failed: 1, attempts: 2, failures: [known] }];
  expect(came.records().get("one")).toEqual({ ...recordOf("pass"), wavering });
});

test("a failure that comes every time stays one", () => {
  const came = new Came(fitOf);
  for (let attempt = 0; attempt < 3; attempt++) came.add(recordOf("fail", [known]), broken);
  expect([came.isOpen("one"), came.tally().record(rule, facts).outcome]).toEqual([true, "fail"]);
  expect(came.records().get("one")).toEqual(recordOf("fail", [known]));
});

test("what could not be decided leaves its rules open until it is", () => {
  const came = new Came(fitOf);
  came.add(recordOf("inconclusive"));
  const outcome = (): string => came.tally().record(rule, facts).outcome;
  expect([came.isOpen("one"), outcome()]).toEqual([true, "inconclusive"]);
  came.add(recordOf("pass"), kept);
  expect([came.isOpen("one"), outcome()]).toEqual([false, "pass"]);
});

test("without a baseline only what is open could be told better", () => {
  const came = new Came();
  came.add(recordOf("fail", [known]), broken);
  expect([came.isOpen("one"), came.isOpen("two")]).toEqual([false, false]);
});
