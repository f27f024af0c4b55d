// Histograms: percentiles against a sorted list, and the merge against one recorder for all.

import fc from "fast-check";
import { expect, test } from "vitest";
import { histogramValueMax } from "./bounds.ts";
import { Distribution } from "./distribution.ts";
import { mergeSnapshots } from "./merge.ts";
import type { MetricValue, Percentiles, WorkerSnapshot } from "./value.ts";

const values = fc.array(
  fc.oneof(fc.nat(300), fc.nat(100_000), fc.integer({ min: 0, max: histogramValueMax })),
  { minLength: 1, maxLength: 200 },
);

function recorded(samples: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const sample of samples) distribution.record(sample);
  return distribution;
}

const shares = [
  ["p50", 0.5],
  ["p90", 0.9],
  ["p99", 0.99],
  ["p99_9", 0.999],
  ["p99_99", 0.9999],
  ["p99_999", 0.99999],
  ["p100", 1],
] as const;

test("METRICS-HISTOGRAM: every percentile is within a hundredth above the true one", () => {
  fc.assert(
    fc.property(values, (samples) => {
      const percentiles = recorded(samples).percentiles();
      const sorted = [...samples].sort((left, right) => left - right);
      for (const [name, share] of shares) {
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
        expect(percentiles[name]).toBeGreaterThanOrEqual(exact);
        expect(percentiles[name]).toBeLessThanOrEqual(exact + exact / 100);
      }
      expect(percentiles.p100).toBe(sorted.at(-1));
    }),
  );
});

test("METRICS-HISTOGRAM: samples and sum are exact, buckets ascend and count everything", () => {
  fc.assert(
    fc.property(values, (samples) => {
      const distribution = recorded(samples);
      const { count, sum, buckets } = distribution.histogram();
      expect(count).toBe(samples.length);
      expect(sum).toBe(samples.reduce((total, sample) => total + sample, 0));
      expect(distribution.percentiles()).toMatchObject({ samples: count, sum });
      expect(buckets.at(-1)?.count).toBe(count);
      for (const { le, count: within } of buckets) {
        expect(within).toBe(samples.filter((sample) => sample <= le).length);
      }
      expect(buckets.map(({ le }) => le)).toEqual(
        [...new Set(buckets.map(({ le }) => le))].sort((left, right) => left - right),
      );
    }),
  );
});

test("what no histogram can hold is moved to what it can", () => {
  expect(recorded([-5, 0.9]).percentiles()).toMatchObject({ samples: 2, p100: 0, sum: 0 });
  expect(recorded([2 * histogramValueMax]).percentiles().p100).toBe(histogramValueMax);
});

function snapshotOf(distribution: Distribution): WorkerSnapshot {
  const proxy = new Map<string, MetricValue>([
    ["time", { kind: "percentiles", percentiles: distribution.percentiles() }],
    ["time_histogram", { kind: "histogram", histogram: distribution.histogram() }],
  ]);
  return { proxy, clusters: new Map() };
}

test("METRICS-MERGE: merged histograms and percentiles are those of one recorder for all", () => {
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 4 }), (workers) => {
      const merged = mergeSnapshots(workers.map((samples) => snapshotOf(recorded(samples))));
      expect(merged).toEqual(snapshotOf(recorded(workers.flat())));
    }),
  );
});

test("METRICS-MERGE: without the histograms the worst percentiles stand", () => {
  const only = (percentiles: Percentiles): WorkerSnapshot => ({
    proxy: new Map([["time", { kind: "percentiles", percentiles }]]),
    clusters: new Map(),
  });
  const merged = mergeSnapshots([
    only(recorded([1, 1, 9]).percentiles()),
    only(recorded([2, 2, 3]).percentiles()),
  ]);
  expect(merged.proxy.get("time")).toMatchObject({
    percentiles: { samples: 6, p50: 2, p99: 9, p100: 9, sum: 18 },
  });
});
