import { expect, test } from "vitest";
import { judgedRules } from "../checkers/families.ts";
import { UsageError } from "../usage-error.ts";
import { findRule } from "./registry.ts";
import { loadUncovered, uncoveredReasons } from "./uncovered.ts";

const judged = new Set(["LEASE-CAP"]);

test("every reason of the package is one for a rule that nobody judges wholly", () => {
  const reasons = [...loadUncovered(judgedRules)];
  const wholly = reasons.filter(
    ([rule, reason]) => judgedRules.has(rule) && !reason.includes("in part"),
  );
  expect(wholly).toEqual([]);
  expect(reasons.filter(([rule]) => findRule(rule) === undefined)).toEqual([]);
});

test("a rule that is judged may say which part of it is not", () => {
  const text = 'LEASE-CAP: "judged in part: the rest needs HTTP traffic"\n';
  expect(uncoveredReasons(text, judged).get("LEASE-CAP")).toMatch(/^judged in part: the rest/);
});

test("an empty list is one", () => {
  expect(uncoveredReasons("# nothing\n", judged).size).toBe(0);
});

test("a reason is read by its rule", () => {
  expect(uncoveredReasons("H1-HOST: needs HTTP traffic\n", judged).get("H1-HOST")).toBe(
    "needs HTTP traffic",
  );
});

test.each([
  ["a rule that does not exist", "LEASE-NOPE: because", /no rule LEASE-NOPE/],
  ["a rule that is judged", "LEASE-CAP: because", /LEASE-CAP is judged/],
  ["a part of what nobody judges", 'H1-HOST: "judged in part: x"', /by nobody/],
  ["a rule that is excluded", "CONFIG-UPGRADE-MAIN: because", /is excluded/],
  ["a rule without a reason", "H1-HOST:", /needs a reason/],
  ["a rule with a list for a reason", "H1-HOST: [a]", /needs a reason/],
  ["a rule that stands there twice", "H1-HOST: a\nH1-HOST: b", /uncovered.yaml: .*unique/],
  ["no table", "- H1-HOST", /one line a rule/],
])("%s is refused in one line", (_, text, line) => {
  expect(() => uncoveredReasons(text, judged)).toThrow(UsageError);
  expect(() => uncoveredReasons(text, judged)).toThrow(line);
});
