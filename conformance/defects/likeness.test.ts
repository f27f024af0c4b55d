import { expect, test } from "vitest";
import type { Campaign } from "./campaign.ts";
import type { Defect } from "./defect.ts";
import { lookalikes } from "./likeness.ts";

function campaign(defect: string, cases: readonly string[]): Campaign {
  const killers = cases.map((name) => ({ rule: "LEASE-CAP", case: name, seed: 0 }));
  const counts = { casesRun: 9, casesKilling: cases.length, elapsedMicros: 1 };
  return { defect, first: killers[0], killers, gross: false, hangs: false, ...counts };
}

function defect(id: string, twinOf?: string): Defect {
  const named = { id, title: "", source: "", edits: [], expectedRules: [] };
  return twinOf === undefined ? named : { ...named, twinOf };
}

const campaigns = [campaign("a", ["x", "y"]), campaign("b", ["y", "x"]), campaign("c", ["x"])];

test("two defects that the same cases notice cannot be told apart", () => {
  expect(lookalikes(campaigns, [defect("a"), defect("b"), defect("c")])).toEqual([["a", "b"]]);
});

test("twins may be", () => {
  expect(lookalikes(campaigns, [defect("a"), defect("b", "a"), defect("c")])).toEqual([]);
});

test("naming a twin that is none excuses nothing", () => {
  expect(lookalikes(campaigns, [defect("a"), defect("b", "c"), defect("c")])).toEqual([["a", "b"]]);
});

test("survivors are told elsewhere", () => {
  expect(lookalikes([campaign("a", []), campaign("b", [])], [])).toEqual([]);
});
