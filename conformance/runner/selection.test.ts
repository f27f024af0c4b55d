import { describe, expect, test } from "vitest";
import { families, rules } from "../rules/registry.ts";
import { UsageError } from "../usage-error.ts";
import { loadCases } from "./cases.ts";
import { select, type SelectionOptions } from "./selection.ts";

const everything: SelectionOptions = { rules: [], families: [], cases: [], tags: [] };
const cases = loadCases();

test("nothing named selects everything", () => {
  const selected = select(cases, everything);
  expect([selected.rules.length, selected.cases.length]).toEqual([rules.length, cases.length]);
});

test("a rule glob selects its rules and the cases written for them", () => {
  const selected = select(cases, { ...everything, rules: ["LEASE-CAP"] });
  expect(selected.rules.map((rule) => rule.id)).toEqual(["LEASE-CAP"]);
  expect(selected.cases.length).toBeGreaterThanOrEqual(3);
  expect(selected.cases.every(({ scenario }) => scenario.rules.includes("LEASE-CAP"))).toBe(true);
});

test("families add up", () => {
  const selected = select(cases, { ...everything, families: ["BIND", "STATUS"] });
  expect(selected.rules).toHaveLength(17);
});

test("case globs and tags narrow the cases", () => {
  const selected = select(cases, { ...everything, cases: ["lease-cap-*"], tags: ["golden"] });
  expect(selected.cases.every(({ scenario }) => scenario.id.startsWith("lease-cap-"))).toBe(true);
  expect(selected.cases.every(({ scenario }) => scenario.tags.includes("golden"))).toBe(true);
});

describe("what does not exist is refused by name", () => {
  test.each([
    ["rule", { ...everything, rules: ["NOPE"] }],
    ["family", { ...everything, families: ["NOPE"] }],
    ["case", { ...everything, cases: ["NOPE"] }],
    ["tag", { ...everything, tags: ["NOPE"] }],
  ])("%s", (_, options) => {
    expect(() => select(cases, options)).toThrow(UsageError);
    expect(() => select(cases, options)).toThrow(/NOPE/);
  });
});

test("the registry has every row of the contract, and the one that stays out", () => {
  expect(rules).toHaveLength(194);
  expect(families).toHaveLength(22);
});
