import { describe, expect, test } from "vitest";
import { casesSince, rowWith } from "./matrix-cases.ts";

const before = { cases: { stays: "1", changes: "1", goes: "1" } };
const now = {
  cases: new Map([
    ["stays", "1"],
    ["changes", "2"],
    ["comes", "1"],
  ]),
};

test("what is new or changed is played, what is gone forgotten", () => {
  expect(casesSince(before, now)).toEqual({
    changed: new Set(["changes", "comes"]),
    gone: new Set(["goes"]),
  });
});

describe("a row", () => {
  const since = casesSince(before, now);
  const all = { since, cases: 100, expected: ["LEASE-CAP"] };
  const row = { defect: "a", hash: "1", gross: false, seed: 0 };
  const noticedBy = (...ids: readonly string[]) => ({ ...row, killers: { "LEASE-CAP": ids } });
  test.each([
    ["keeps what the others noticed", noticedBy("stays"), undefined, ["stays"]],
    ["forgets who is gone", noticedBy("goes", "stays"), undefined, ["stays"]],
    ["asks anew who has changed", noticedBy("changes", "stays"), undefined, ["stays"]],
    ["is told by them", noticedBy("changes"), noticedBy("comes", "changes"), ["changes", "comes"]],
  ])("%s", (_, known, again, ids) => {
    expect(rowWith(known, again, all)).toEqual(noticedBy(...ids));
  });

  test.each([
    ["nobody is left that was expected to notice", noticedBy("goes"), undefined],
    ["another rule noticed", noticedBy("goes"), { killers: { "LEASE-COUNT": ["comes"] } }],
    ["the calm seed did not show it", { ...noticedBy("stays"), seed: 1 }, undefined],
  ])("is found anew where %s", (_, known, again) => {
    expect(rowWith(known, again, all)).toBeUndefined();
  });

  test("is gross when more than a quarter of the cases notice", () => {
    const few = { ...all, cases: 7 };
    expect(rowWith(noticedBy("stays"), noticedBy("comes"), few)?.gross).toBe(true);
    expect(rowWith(noticedBy("stays"), noticedBy("comes"), { ...few, cases: 8 })?.gross).toBe(
      false,
    );
  });

  test("has its rules in order", () => {
    const again = { killers: { "BIND-KEEP": ["comes"] } };
    const { killers = {} } = rowWith(noticedBy("stays"), again, all) ?? {};
    expect(Object.keys(killers)).toEqual(["BIND-KEEP", "LEASE-CAP"]);
  });
});
