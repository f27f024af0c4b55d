import { expect, test } from "vitest";
import { findRule } from "../rules/registry.ts";
import type { CaseRun } from "./run-case.ts";
import { Tally } from "./tally.ts";

const nothing: CaseRun = {
  seed: 0,
  hash: "",
  events: 0,
  virtualMicros: 0,
  evaluations: new Map(),
  violations: [],
  divergences: [],
  observations: [],
  twinObservations: [],
  samples: [],
};
const fault = { rule: "LEASE-CAP", at: 0, message: "", expected: "", actual: "" };
const cap = findRule("LEASE-CAP")!;
/** Of which there never is a checker. */
const slot = { ...findRule("STREAM-OPEN")!, id: "STREAM-EXAMPLE" };

function outcomeAfter(rule: typeof cap, ...runs: readonly CaseRun[]): string {
  const tally = new Tally();
  for (const run of runs) tally.add("a-case", run);
  return tally.record(rule, { kills: undefined, isWhole: true, uncovered: new Map() }).outcome;
}

test("a rule with a checker that was never evaluated is uncovered, not passed", () => {
  expect(outcomeAfter(cap, nothing)).toBe("uncovered");
});

test("an evaluation makes it pass", () => {
  expect(outcomeAfter(cap, { ...nothing, evaluations: new Map([["LEASE-CAP", 1]]) })).toBe("pass");
});

test("one violation among many evaluations makes it fail", () => {
  const judged = { ...nothing, evaluations: new Map([["LEASE-CAP", 100]]) };
  expect(outcomeAfter(cap, judged, { ...judged, violations: [{ ...fault, index: 0 }] })).toBe(
    "fail",
  );
});

test("a broken expectation fails the rule that its author named", () => {
  expect(outcomeAfter(cap, { ...nothing, divergences: [{ ...fault, step: undefined }] })).toBe(
    "fail",
  );
});

test("an evaluation of a rule without a checker does not cover it", () => {
  expect(outcomeAfter(slot, { ...nothing, evaluations: new Map([["STREAM-EXAMPLE", 1]]) })).toBe(
    "uncovered",
  );
});

test("a rule that nobody judges bears the reason that was written down for it", () => {
  const uncovered = new Map([["STREAM-EXAMPLE", "needs HTTP traffic"]]);
  const record = new Tally().record(slot, { kills: undefined, isWhole: true, uncovered });
  expect(record).toMatchObject({ outcome: "uncovered", reason: "needs HTTP traffic" });
});

test("what excuses a part of a rule is no reason why it was never evaluated", () => {
  const uncovered = new Map([["LEASE-CAP", "judged in part: the rest needs HTTP traffic"]]);
  const record = new Tally().record(cap, { kills: undefined, isWhole: true, uncovered });
  expect(record).toMatchObject({ outcome: "uncovered" });
  expect(record).not.toHaveProperty("reason");
});

test("scenarios are counted once, evaluations added up", () => {
  const tally = new Tally();
  const judged = { ...nothing, evaluations: new Map([["LEASE-CAP", 2]]) };
  tally.add("a-case", judged);
  tally.add("a-case", judged);
  tally.add("another", judged);
  expect(
    tally.record(cap, { kills: new Map([["LEASE-CAP", 3]]), isWhole: true, uncovered: new Map() }),
  ).toMatchObject({
    evaluations: 6,
    scenarios: 2,
    defectsKilled: 3,
  });
});
