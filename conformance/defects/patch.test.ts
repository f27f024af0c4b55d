import { expect, test } from "vitest";
import { changedLines, patched } from "./patch.ts";

const text = ["if (a) {", "  one();", "  two();", "}", "if (b) {", "  one();", "}"].join("\n");
const file = "reference/example.ts";

test("an edit replaces whole lines and keeps their indentation", () => {
  const edit = { file, find: ["two();"], replace: ["three();", "four();"] };
  expect(patched(file, text, [edit]).split("\n").slice(2, 4)).toEqual(["  three();", "  four();"]);
});

test("several edits are placed in the pristine text", () => {
  const edits = [
    { file, find: ["two();"], replace: ["one();"] },
    { file, find: ["if (b) {", "one();"], replace: ["if (c) {"] },
  ];
  expect(patched(file, text, edits).split("\n")).toEqual([
    "if (a) {",
    "  one();",
    "  one();",
    "}",
    "if (c) {",
    "}",
  ]);
});

test.each([
  ["stands nowhere", [{ file, find: ["five();"], replace: [] }]],
  ["stands 2 times", [{ file, find: ["one();"], replace: [] }]],
  [
    "overlap",
    [
      { file, find: ["two();", "}"], replace: [] },
      { file, find: ["two();"], replace: [] },
    ],
  ],
])("an edit that %s is refused", (reason, edits) => {
  expect(() => patched(file, text, edits)).toThrow(reason);
});

test("only lines that differ are counted", () => {
  expect(changedLines([{ file, find: ["a", "b", "c"], replace: ["a", "x", "c"] }])).toBe(1);
  expect(changedLines([{ file, find: ["a"], replace: ["a", "b"] }])).toBe(1);
});
