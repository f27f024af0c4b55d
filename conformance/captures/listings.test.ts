import { expect, test } from "vitest";
import { UsageError } from "../usage-error.ts";
import { parseExpectedDifferences, parseNotReplayable } from "./listings.ts";

const entry = `- capture: sample
  at: "A#0 status"
  rule: FRAME-MANY
  because: It is so.
`;

test("an entry names one place of one capture, its rule and why", () => {
  expect(parseExpectedDifferences("list", entry)).toEqual([
    {
      capture: "sample",
      at: "A#0 status",
      rule: "FRAME-MANY",
      excluded: undefined,
      because: "It is so.",
    },
  ]);
});

test("a capture may be left alone whole or in part", () => {
  const text = "- { capture: a, because: x }\n- { capture: b, part: metrics, because: y }\n";
  const parts = parseNotReplayable("list", text).map(({ capture, part }) => [capture, part]);
  expect(parts).toEqual([
    ["a", undefined],
    ["b", "metrics"],
  ]);
});

test.each([
  ["a rule that is none", entry.replace("MANY", "SEVERAL"), "there is no rule FRAME-SEVERAL"],
  ["neither rule nor exclusion", entry.replace("  rule: FRAME-MANY\n", ""), "either a rule"],
  ["both", entry.replace("  because", "  excluded: logging\n  because"), "either a rule"],
  ["an exclusion that is none", entry.replace("rule: FRAME-MANY", "excluded: x"), "x is nothing"],
  ["no reason", entry.replace("It is so.", '""'), "because is missing"],
  ["no place", entry.replace('"A#0 status"', '""'), "at is missing"],
  ["one place twice", entry + entry, "is listed twice"],
  ["an unknown key", entry.replace("at:", "where:"), "there is no key where"],
  ["a number", entry.replace("It is so.", "7"), "because is no text"],
  ["no list", "capture: a", "holds no list"],
  ["an entry that is none", "- 7", "is no entry"],
  ["no YAML", "- {", "list: "],
])("%s is refused with its place", (_what, text, message) => {
  const parse = (): unknown => parseExpectedDifferences("list", text);
  expect(parse).toThrow(UsageError);
  expect(parse).toThrow(message);
});

test("a part that there is not is refused", () => {
  const text = "- { capture: a, part: half, because: x }";
  expect(() => parseNotReplayable("list", text)).toThrow("there is no part half");
});
