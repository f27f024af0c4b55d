// Runs side by side: every rule and case is counted once, under its family.
import { expect, test } from "vitest";
import { matrixText } from "./matrix.ts";
import { sampleRun } from "./testing/sample-run.ts";

const other = { ...sampleRun, header: { ...sampleRun.header, target: "live:other|1.0" } };
const text = matrixText([sampleRun, other]);
const rows = text.split("\n").filter((line) => line.startsWith("| "));

test("a column for each run, named after its target", () => {
  expect(rows[0]).toBe("| rules of | reference | other_1.0 |");
});

test("every rule and every case is counted", () => {
  const counted = rows
    .filter((row) => row.startsWith("| all "))
    .map((row) =>
      [...row.split("|")[2]!.matchAll(/\d+/g)].reduce((sum, [n]) => sum + Number(n), 0),
    );
  expect(counted).toEqual([sampleRun.rules.length, sampleRun.cases.length]);
});

test("a case that is not named after a family is of its first rule's", () => {
  const [first] = sampleRun.cases;
  const cases = [{ ...first!, case: "reused-name", rules: ["LEASE-CAP"] }];
  expect(matrixText([{ ...sampleRun, cases }])).not.toContain("REUSED");
});

test("equal runs have equal cells", () => {
  const cells = rows.slice(1).filter((row) => !row.includes(" of |"));
  for (const row of cells) {
    const [, , first, second] = row.split("|");
    expect(first).toBe(second);
  }
});
