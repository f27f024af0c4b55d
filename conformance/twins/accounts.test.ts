import { expect, test } from "vitest";
import { observed } from "../runner/run-case.ts";
import { loadCases } from "../runner/cases.ts";
import { referenceTarget } from "../targets/reference.ts";
import type { ExchangeEnded } from "../observe/data-plane.ts";
import { accountsOf, compared, type Leeway } from "./accounts.ts";
import { variations } from "./variation.ts";

const strict: Leeway = { shiftMicros: 0, spares: [] };

function whole(more: Partial<ExchangeEnded>): ExchangeEnded {
  const exchange = { kind: "exchange-ended", role: "client", label: "a", end: "complete", at: 5 };
  const content = { answer: 200, answerTo: "a", interims: [], isRequestWhole: true };
  return { ...exchange, ...content, isAnswerWhole: true, ...more } as unknown as ExchangeEnded;
}

function partings(mine: ExchangeEnded, theirs: readonly ExchangeEnded[], leeway = strict): number {
  const { parting } = compared(accountsOf([mine]), accountsOf(theirs), leeway);
  return parting === undefined ? 0 : 1;
}

test.each<[string, readonly ExchangeEnded[], number]>([
  ["the same", [whole({})], 0],
  ["another instant", [whole({ at: 6 })], 0],
  ["another answer", [whole({ answer: 500 })], 1],
  ["another content", [whole({ answerDigest: "x" })], 1],
  ["somebody else's answer", [whole({ answerTo: "b" })], 1],
  ["another end", [whole({ end: "closed" })], 1],
  ["nothing", [], 1],
  ["twice", [whole({}), whole({})], 1],
])("%s", (_what, theirs, expected) => {
  expect(partings(whole({}), theirs)).toBe(expected);
});

test("later is later by the same for everybody", () => {
  const leeway = { shiftMicros: 7, spares: [] };
  expect(partings(whole({}), [whole({ at: 12 })], leeway)).toBe(0);
  expect(partings(whole({}), [whole({ at: 13 })], leeway)).toBe(1);
});

test("what was not whole, or is spared, is not compared", () => {
  expect(partings(whole({ isAnswerWhole: false }), [])).toBe(0);
  expect(partings(whole({ answer: 400 }), [], { shiftMicros: 0, spares: [400] })).toBe(0);
});

const scenarios = loadCases().map(({ scenario }) => scenario);

test.each(variations)("$name: scenarios of several families have the property", ({ vary }) => {
  const fitting = scenarios.filter((scenario) => vary(scenario) !== undefined);
  const families = new Set(fitting.map(({ rules: [rule = ""] }) => rule.split("-")[0]));
  expect(families.size).toBeGreaterThanOrEqual(5);
});

test.each(variations)("$name: shows in no exchange of a scenario that has it", (variation) => {
  const scenario = scenarios.find((one) => variation.vary(one) !== undefined)!;
  const calm = { choices: [] };
  const target = referenceTarget();
  const mine = accountsOf(observed(scenario, target, calm));
  const other = variation.vary(scenario)!;
  const theirs = accountsOf(observed(other, target, variation.isCut ? { seed: 1 } : calm));
  expect(compared(mine, theirs, variation).parting).toBeUndefined();
});
