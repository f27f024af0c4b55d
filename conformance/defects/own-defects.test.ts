import { describe, expect, test } from "vitest";
import { judgedRules } from "../checkers/families.ts";
import { UsageError } from "../usage-error.ts";
import { loadDefects } from "./defect.ts";
import { lookalikes } from "./likeness.ts";
import { atHand, readMatrix, stateOf } from "./matrix.ts";
import {
  loadWithoutOwnDefect,
  ownDefects,
  ownFaults,
  type Noticed,
  noticedIn,
  withoutOwnDefect,
} from "./own-defects.ts";

const judged = new Set(["LEASE-CAP", "LEASE-COUNT"]);

function noticed(defect: string, rules: readonly string[], gross = false): Noticed {
  return { defect, gross, rules, expected: rules.slice(0, 1) };
}

test("a defect is a rule's own when no relative notices it, whoever else does", () => {
  const own = ownDefects([
    noticed("a", ["LEASE-CAP", "STATUS-WORKER"]),
    noticed("b", ["LEASE-CAP", "LEASE-COUNT"]),
    noticed("c", ["LEASE-COUNT"], true),
    noticed("d", ["STATUS-WORKER", "LEASE-COUNT"]),
  ]);
  expect([...own]).toEqual([
    ["LEASE-CAP", ["a"]],
    ["STATUS-WORKER", ["d"]],
  ]);
});

test("a rule without a defect of its own needs a reason, and one with a defect none", () => {
  const own = ownDefects([noticed("a", ["LEASE-CAP"])]);
  const reasons = new Map([["LEASE-CAP", "none can exist"]]);
  expect(ownFaults(own, reasons, judged)).toEqual({
    missing: ["LEASE-COUNT"],
    outlived: ["LEASE-CAP"],
  });
});

test.each([
  ["a rule that does not exist", "LEASE-NOPE: because", /no rule LEASE-NOPE/],
  ["a rule that is not judged", "H1-HOST: because", /H1-HOST is not judged/],
  ["a rule without a reason", "LEASE-CAP:", /needs a reason/],
])("%s is refused in one line", (_, text, line) => {
  expect(() => withoutOwnDefect(text, judged)).toThrow(UsageError);
  expect(() => withoutOwnDefect(text, judged)).toThrow(line);
});

const matrix = readMatrix();
const rows = matrix?.defects ?? [];

// A stale matrix says nothing about these sources; `kakehi defects --full` makes it anew.
const isCurrent = matrix !== undefined && stateOf(matrix, atHand()) === "current";
describe.runIf(isCurrent)("the committed kill matrix", () => {
  test("holds at least sixty defects, and none that is gross", () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
    expect(rows.filter(({ gross }) => gross)).toEqual([]);
  });

  test("every judged rule has a defect of its own, or a reason why it has none", () => {
    const noticed = noticedIn(rows, loadDefects());
    const faults = ownFaults(ownDefects(noticed), loadWithoutOwnDefect(judgedRules), judgedRules);
    expect(faults).toEqual({ missing: [], outlived: [] });
  });

  test("no two defects are noticed by the same cases, unless they are twins", () => {
    expect(lookalikes(rows, loadDefects())).toEqual([]);
  });

  test("every planted defect is noticed by a rule that was expected to", () => {
    const killers = new Map(rows.map((entry) => [entry.defect, entry.killers]));
    const survivors = loadDefects().filter(
      ({ id, expectedRules }) => !expectedRules.some((rule) => rule in (killers.get(id) ?? {})),
    );
    expect(survivors.map(({ id }) => id)).toEqual([]);
  });
});
