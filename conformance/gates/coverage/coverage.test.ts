import { expect, test } from "vitest";
import { differencesOf, readKnownGaps } from "./known-gaps.ts";
import { type FileCoverage, foldersOf, gapsOf } from "./report.ts";

const source = ["if (one) {", "  go();", "}", "  return two ? 1 : 2;"];
const at = (line: number): { locations: { start: { line: number } }[] } => ({
  locations: [{ start: { line } }],
});
const file: FileCoverage = {
  path: "reference/mux/a.ts",
  s: { 0: 3, 1: 0, 2: 1 },
  b: { 0: [3], 1: [0], 2: [0] },
  branchMap: { 0: at(1), 1: at(1), 2: at(4) },
};

test("a folder is the sum of its files", () => {
  const other = { path: "reference/mux/deep/b.ts", s: { 0: 0 }, b: {}, branchMap: {} };
  const files = [file, other].map((one) => [one.path, one] as const);
  expect(foldersOf([...files, ["reference/host.ts", file]])).toEqual([
    { folder: "reference/mux", branches: { covered: 1, total: 3 }, lines: { covered: 2, total: 4 } },
  ]);
});

test("a gap is told by the line that it begins on", () => {
  expect(gapsOf("a.ts", file, source)).toEqual([
    { file: "a.ts", line: "if (one) {" },
    { file: "a.ts", line: "return two ? 1 : 2;" },
  ]);
});

test("each gap needs an entry of its own, and each entry a gap", () => {
  const [one, two] = gapsOf("a.ts", file, source);
  const why = "it cannot be";
  expect(differencesOf([one!, one!], [{ ...one!, why }])).toEqual({
    unexplained: [one],
    closed: [],
  });
  expect(differencesOf([], [{ ...two!, why }])).toEqual({
    unexplained: [],
    closed: [{ ...two!, why }],
  });
});

test("an entry without a reason is refused", () => {
  const list = "- file: a.ts\n  line: 'go();'\n";
  expect(() => readKnownGaps(list)).toThrow("entry 1 of the list of gaps needs file, line and why");
  expect(readKnownGaps(`${list}  why: no way\n`)).toHaveLength(1);
});
