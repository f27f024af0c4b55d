import { describe, expect, test } from "vitest";
import type { Campaign } from "./campaign.ts";
import {
  type AtHand,
  type Matrix,
  matrixAfter,
  noticingCases,
  rowsOf,
  standingRows,
  stateOf,
} from "./matrix.ts";

const now: AtHand = {
  sources: "of today",
  cases: new Map([["x", "8"]]),
  defects: new Map([
    ["a", "1"],
    ["b", "2"],
  ]),
};

function row(defect: string, hash: string) {
  return { defect, hash, gross: false, seed: 0, killers: { "LEASE-CAP": ["x"] } };
}

const whole: Matrix = {
  sources: "of today",
  cases: { x: "8" },
  seeds: 3,
  defects: [row("a", "1"), row("b", "2")],
};

describe("what stands", () => {
  test.each([
    ["everything, when nothing changed", whole, 3, ["a", "b"]],
    ["nothing of other sources", { ...whole, sources: "older" }, 3, []],
    ["nothing that was found under other seeds", whole, 5, []],
    ["no defect that changed", { ...whole, defects: [row("a", "0"), row("b", "2")] }, 3, ["b"]],
    ["no defect that is gone", { ...whole, defects: [row("a", "1"), row("c", "3")] }, 3, ["a"]],
    ["nothing, where nothing was", undefined, 3, []],
  ])("%s", (_, matrix, seeds, ids) => {
    expect(standingRows(matrix, now, seeds).map(({ defect }) => defect)).toEqual(ids);
  });
});

describe("after a run", () => {
  const rows = [row("b", "2")];
  const half: Matrix = { ...whole, defects: [row("a", "1")] };
  const older: Matrix = { ...whole, sources: "older" };
  const all = { rows, seeds: 3, isNarrowed: false };
  const some = { rows, seeds: 3, isNarrowed: true };
  test.each([
    ["some are added to what stands", half, some, whole],
    ["so are all", half, all, whole],
    ["a row takes the place of its forerunner", whole, { ...all, rows: whole.defects }, whole],
    ["some do not take the place of a matrix of other sources", older, some, undefined],
    ["nor of one of other seeds", { ...whole, seeds: 5 }, some, undefined],
    ["nor of one of other cases", { ...whole, cases: { x: "7" } }, some, undefined],
    ["all do, and what was stopped early, too", older, all, { ...whole, defects: rows }],
    ["where nothing was, some are a beginning", undefined, some, { ...whole, defects: rows }],
  ])("%s", (_, before, found, after) => {
    expect(matrixAfter(before, now, found)).toEqual(after);
  });
});

test.each([
  ["current", whole],
  ["stale", { ...whole, sources: "older" }],
  ["stale", { ...whole, cases: {} }],
  ["stale", { ...whole, cases: { x: "8", y: "9" } }],
  ["stale", { ...whole, defects: [row("a", "1")] }],
  ["stale", { ...whole, defects: [...whole.defects, row("c", "3")] }],
  ["stale", { ...whole, defects: [row("a", "1"), row("b", "0")] }],
])("a matrix is %s", (state, matrix) => {
  expect(stateOf(matrix, now)).toBe(state);
});

test("a row names each rule and each of its cases once, in order; what did not end has none", () => {
  const killers = [
    { rule: "LEASE-COUNT", case: "y", seed: 0 },
    { rule: "LEASE-CAP", case: "y", seed: 0 },
    { rule: "LEASE-COUNT", case: "x", seed: 0 },
    { rule: "LEASE-COUNT", case: "x", seed: 1 },
  ];
  const campaign: Campaign = {
    defect: "a",
    first: killers[0],
    killers,
    casesRun: 9,
    casesKilling: 2,
    gross: false,
    hangs: false,
    elapsedMicros: 1,
  };
  expect(rowsOf([campaign, { ...campaign, defect: "b", hangs: true }], now.defects)).toEqual([
    {
      defect: "a",
      hash: "1",
      gross: false,
      seed: 0,
      killers: { "LEASE-CAP": ["y"], "LEASE-COUNT": ["x", "y"] },
    },
  ]);
});

test("the case to try first is the shortest in which an expected rule noticed, under the calm seed", () => {
  const cases = ["long", "short", "shorter"].map((id, at) => ({
    scenario: { id, steps: "-".repeat(90 - 30 * at) },
  }));
  const killers = { "LEASE-CAP": ["long", "short"], "LEASE-COUNT": ["shorter"] };
  const defects = [
    { ...row("known", "1"), killers },
    { ...row("by-another-seed", "1"), killers, seed: 1 },
    { ...row("by-nobody", "1"), killers: {}, seed: null },
  ];
  const asked = ["known", "by-another-seed", "by-nobody", "new"].map((id) => ({
    id,
    expectedRules: ["LEASE-CAP"],
  }));
  const found = noticingCases({ ...whole, defects }, asked, cases);
  expect([...found]).toEqual([["known", "short"]]);
});
