import fc from "fast-check";
import { expect, test } from "vitest";
import { outcomes, sumOf, totalsOf, worstOutcome } from "./outcome.ts";

const anyOutcomes = fc.array(fc.constantFrom(...outcomes));

test("counts every outcome once", () => {
  fc.assert(
    fc.property(anyOutcomes, (all) => {
      const totals = totalsOf(all.map((outcome) => ({ outcome })));
      expect(sumOf(totals)).toBe(all.length);
      expect(Object.keys(totals)).toEqual(outcomes);
    }),
  );
});

test("ranks any two outcomes, and none of them is hidden by a pass", () => {
  const order = ["fail", "unexpected-pass", "inconclusive", "not-run", "expected-fail"];
  const rest = ["unsupported", "uncovered", "excluded", "pass"];
  const worstFirst = [...order, ...rest];
  for (const left of outcomes) {
    for (const right of outcomes) {
      const worse = Math.min(worstFirst.indexOf(left), worstFirst.indexOf(right));
      expect(worstOutcome([left, right])).toBe(worstFirst[worse]);
    }
  }
});

test("has no outcome for nothing", () => {
  expect(worstOutcome([])).toBeUndefined();
});
