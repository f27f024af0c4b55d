// A plain list of values, and what it renders to, against the ledger: what is right passes, and every
// number that is moved beyond the precision is found.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  histogramFault,
  percentilesFault,
  type HistogramShown,
  type PercentilesShown,
} from "./distribution.ts";
import { Durations } from "./durations.ts";

const precision = 0.01;
const values = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 60 });

function recorded(of: readonly number[], doubt = 0): Durations {
  const durations = new Durations();
  for (const value of of) durations.add({ low: Math.max(0, value - doubt), high: value + doubt });
  return durations;
}

function sumOf(of: readonly number[]): bigint {
  return BigInt(of.reduce((sum, value) => sum + value, 0));
}

/** By nearest rank. */
function percentiles(of: readonly number[]): PercentilesShown {
  const sorted = [...of].sort((left, right) => left - right);
  const at = (share: number): bigint =>
    BigInt(sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1] ?? 0);
  return {
    $typeName: "kakehi.command.Percentiles",
    samples: BigInt(of.length),
    p50: at(0.5),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    p9999: at(0.9999),
    p99999: at(0.99999),
    p100: at(1),
    sum: sumOf(of),
  };
}

/** A bucket for every value. */
function histogram(of: readonly number[]): HistogramShown {
  const bounds = [...new Set(of)].sort((left, right) => left - right);
  return {
    $typeName: "kakehi.command.FilteredHistogram",
    sum: sumOf(of),
    count: BigInt(of.length),
    buckets: bounds.map((bound) => ({
      $typeName: "kakehi.command.Bucket" as const,
      le: BigInt(bound),
      count: BigInt(of.filter((value) => value <= bound).length),
    })),
  };
}

test("what was recorded is a right distribution, also where it is known to a span only", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 0, max: 50 }), (of, doubt) => {
      const durations = recorded(of, doubt);
      expect(percentilesFault(percentiles(of), durations, precision)).toBeUndefined();
      expect(histogramFault(histogram(of), durations, precision)).toBeUndefined();
    }),
  );
});

test("one more in the ledger is one more sample", () => {
  fc.assert(
    fc.property(values, fc.nat(100_000), (of, more) => {
      const durations = recorded(of).with({ low: more, high: more });
      expect(percentilesFault(percentiles([...of, more]), durations, precision)).toBeUndefined();
      expect(percentilesFault(percentiles(of), durations, precision)?.message).toBe(
        "another number of samples",
      );
    }),
  );
});

const ten = [10, 20, 30, 40, 50, 60, 70, 80, 90, 1000];

test.each([
  ["p50", { p50: 61n }, "p50"],
  ["p99 between two values", { p99: 700n }, undefined],
  ["p90", { p90: 700n }, "p90"],
  ["p90 beyond the largest", { p90: 1011n }, "p90"],
  ["p99 below its neighbours", { p99: 80n }, "p99"],
  ["p100 within the precision", { p100: 1010n }, undefined],
  ["p100", { p100: 1011n }, "p100"],
  ["sum", { sum: 1451n }, "the sum"],
  ["samples", { samples: 11n }, "another number"],
] as const)("a moved %s is found where it is too far", (_what, change, message) => {
  const shown = { ...percentiles(ten), ...change };
  const found = percentilesFault(shown, recorded(ten), precision)?.message;
  expect(found?.slice(0, message?.length)).toBe(message);
});

test("a bucket that lacks a value, and a last one that does not hold all, are found", () => {
  const right = histogram(ten);
  const fewer = right.buckets.with(4, { ...right.buckets[4]!, count: 3n });
  expect(histogramFault({ ...right, buckets: fewer }, recorded(ten), precision)?.actual).toBe("3");
  const open = { ...right, buckets: right.buckets.slice(0, -1) };
  expect(histogramFault(open, recorded(ten), precision)?.actual).toBe("9");
});
