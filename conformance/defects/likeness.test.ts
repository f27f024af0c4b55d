import { expect, test } from "vitest";
import type { Defect } from "./defect.ts";
import { lookalikes } from "./likeness.ts";

function row(defect: string, cases: readonly string[]) {
  return { defect, killers: { "LEASE-CAP": cases } };
}

function defect(id: string, twinOf?: string): Defect {
  const named = { id, title: "", source: "", edits: [], expectedRules: [] };
  return twinOf === undefined ? named : { ...named, twinOf };
}

const rows = [row("a", ["x", "y"]), row("b", ["y", "x"]), row("c", ["x"])];

test("two defects that the same cases notice cannot be told apart", () => {
  expect(lookalikes(rows, [defect("a"), defect("b"), defect("c")])).toEqual([["a", "b"]]);
});

test("twins may be", () => {
  expect(lookalikes(rows, [defect("a"), defect("b", "a"), defect("c")])).toEqual([]);
});

test("naming a twin that is none excuses nothing", () => {
  expect(lookalikes(rows, [defect("a"), defect("b", "c"), defect("c")])).toEqual([["a", "b"]]);
});

test("survivors are told elsewhere", () => {
  expect(lookalikes([row("a", []), row("b", [])], [])).toEqual([]);
});
