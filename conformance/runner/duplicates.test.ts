import { expect, test } from "vitest";
import type { Case } from "./cases.ts";
import { duplicates } from "./duplicates.ts";

function caseOf(id: string, cells: readonly string[], tags: readonly string[] = []): Case {
  const empty = {
    title: "",
    rules: [],
    source: "",
    actors: {},
    steps: [],
    expect: [],
    endMicros: 1,
  };
  return { scenario: { format: 1, id, cells, tags, ...empty }, file: `${id}.json` };
}

const kill = { defect: "d", gross: false, killers: { "LEASE-CAP": ["a"] } };
const named = (...args: Parameters<typeof duplicates>) =>
  duplicates(...args).map(({ scenario }) => scenario.id);

test("two cases with the same cells are named", () => {
  expect(named([caseOf("a", ["R/x"]), caseOf("b", ["R/x"])], [])).toEqual(["a", "b"]);
});

test("a cell of its own makes a case needed", () => {
  expect(named([caseOf("a", ["R/x", "R/y"]), caseOf("b", ["R/x"])], [])).toEqual(["b"]);
});

test("so does a kill of its own", () => {
  expect(named([caseOf("a", ["R/x"]), caseOf("b", ["R/x"])], [kill])).toEqual(["b"]);
});

test("a kill that another case shares does not", () => {
  const shared = { ...kill, killers: { "LEASE-CAP": ["a", "b"] } };
  expect(named([caseOf("a", ["R/x"]), caseOf("b", ["R/x"])], [shared])).toEqual(["a", "b"]);
});

test("the cells of two others together make a case superfluous", () => {
  const cases = [
    caseOf("a", ["R/x", "R/z"]),
    caseOf("b", ["R/y", "R/w"]),
    caseOf("c", ["R/x", "R/y"]),
  ];
  expect(named(cases, [])).toEqual(["c"]);
});

test.each(["regression", "capture"])("a %s is never superfluous", (tag) => {
  expect(named([caseOf("a", ["R/x"], [tag]), caseOf("b", ["R/x"])], [])).toEqual(["b"]);
});
