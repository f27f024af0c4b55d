// A silence is cut down to its first moment, and nothing else: what was seen stays where it was between
// the steps around it.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Scenario } from "../../../sim/index.ts";
import { withoutSilences } from "./silences.ts";

function caseOf(instants: readonly number[], endMicros: number): Scenario {
  return {
    format: 1,
    id: "silent",
    title: "Nothing happens for a while.",
    rules: [],
    source: "",
    cells: [],
    tags: [],
    actors: { alice: { kind: "operator" } },
    steps: instants.map((at) => ({
      at,
      actor: "alice",
      do: "request",
      request: { queryMetrics: {} },
    })),
    expect: [],
    endMicros,
  };
}

test("before the look at the end", () => {
  const cut = withoutSilences(caseOf([1_000_000, 59_000_000], 60_000_000), [1_000_500, 4_000_000]);
  expect(cut.steps.map(({ at }) => at)).toEqual([1_000_000, 5_500_000]);
  expect(cut.endMicros).toBe(6_500_000);
});

test("a case without silences is left alone", () => {
  const scenario = caseOf([1_000_000, 2_000_000], 60_000_000);
  expect(withoutSilences(scenario, [])).toBe(scenario);
});

const instants = fc.uniqueArray(fc.integer({ min: 0, max: 100_000_000 }), {
  minLength: 1,
  maxLength: 12,
});

test("steps keep their order, come no later, and no silence before one is long", () => {
  fc.assert(
    fc.property(instants, (picked) => {
      const sorted = picked.toSorted((a, b) => a - b);
      const cut = withoutSilences(caseOf(sorted, 200_000_000), []).steps.map(({ at }) => at);
      const gaps = cut.map((at, place) => at - (cut[place - 1] ?? 0));
      const were = sorted.map((at, place) => at - (sorted[place - 1] ?? 0));
      expect(gaps).toEqual(were.map((gap) => Math.min(gap, 1_500_000)));
    }),
  );
});
