// Adds the metrics of several processes up to what a client reads as one. It works on snapshots, so
// it never asks a worker anything, and what one worker lacks takes nothing from the others.

import { percentilesOf } from "./percentiles.ts";
import type { MetricNames } from "./query.ts";
import { byCodeUnit } from "./row.ts";
import {
  histogramName,
  type AggregatedSnapshot,
  type Bucket,
  type ClusterSnapshot,
  type HistogramValue,
  type MetricMap,
  type MetricValue,
  type Percentiles,
  type WorkerSnapshot,
} from "./value.ts";

const nobody: ReadonlyMap<string, WorkerSnapshot> = new Map<string, never>([]);

/** `workers` by id; one by one when `separate`, else merged. */
export function aggregate(
  main: MetricMap,
  workers: ReadonlyMap<string, WorkerSnapshot>,
  separate: boolean,
): AggregatedSnapshot {
  if (separate) return { main, workers, proxy: new Map(), clusters: new Map() };
  return { main, workers: nobody, ...mergeSnapshots([...workers.values()]) };
}

/** METRICS-MERGE: gauges and counts add, histograms add per bucket; one worker's merge is itself. */
export function mergeSnapshots(snapshots: readonly WorkerSnapshot[]): WorkerSnapshot {
  return {
    proxy: mergeMaps(snapshots.map(({ proxy }) => proxy)),
    clusters: mergedBy(
      snapshots.map(({ clusters }) => clusters),
      mergeClusters,
    ),
  };
}

/** The names any of them knows. */
export function mergeNames(answers: readonly MetricNames[]): MetricNames {
  const all = (part: (names: MetricNames) => readonly string[]): string[] =>
    [...new Set(answers.flatMap(part))].sort(byCodeUnit);
  return { proxy: all(({ proxy }) => proxy), cluster: all(({ cluster }) => cluster) };
}

function mergeClusters(snapshots: readonly ClusterSnapshot[]): ClusterSnapshot {
  return {
    cluster: mergeMaps(snapshots.map(({ cluster }) => cluster)),
    backends: mergedBy(
      snapshots.map(({ backends }) => backends),
      mergeMaps,
    ),
  };
}

function mergeMaps(maps: readonly MetricMap[]): MetricMap {
  const [only, ...others] = maps;
  if (only !== undefined && others.length === 0) return only;
  const merged = new Map(mergedBy(maps, mergeValues));
  for (const [name, value] of merged) {
    const histogram = merged.get(histogramName(name));
    if (value.kind !== "percentiles" || histogram?.kind !== "histogram") continue;
    // The largest of the largest is exact; the rest is read off the merged histogram.
    const percentiles = percentilesOf(histogram.histogram, value.percentiles.p100);
    merged.set(name, { kind: "percentiles", percentiles });
  }
  return merged;
}

/** Sorted by key. */
function mergedBy<T>(
  maps: readonly ReadonlyMap<string, T>[],
  merge: (values: readonly T[]) => T,
): ReadonlyMap<string, T> {
  const grouped = new Map<string, T[]>();
  for (const map of maps) {
    for (const [key, value] of map) {
      const group = grouped.get(key);
      if (group === undefined) grouped.set(key, [value]);
      else group.push(value);
    }
  }
  const keys = [...grouped.keys()].sort(byCodeUnit);
  return new Map(keys.map((key) => [key, merge(grouped.get(key) ?? [])]));
}

function mergeValues(values: readonly MetricValue[]): MetricValue {
  return values.reduce(mergeTwo);
}

/** Two kinds under one name cannot add up; the first worker's stands. */
function mergeTwo(left: MetricValue, right: MetricValue): MetricValue {
  if (left.kind === "histogram" && right.kind === "histogram") {
    return { kind: "histogram", histogram: mergeHistograms(left.histogram, right.histogram) };
  }
  if (left.kind === "percentiles" && right.kind === "percentiles") {
    return { kind: "percentiles", percentiles: worse(left.percentiles, right.percentiles) };
  }
  if (left.kind === "gauge" && right.kind === "gauge") {
    return { kind: "gauge", value: add(left.value, right.value) };
  }
  if (left.kind === "count" && right.kind === "count") {
    return { kind: "count", value: add(left.value, right.value) };
  }
  return left;
}

function mergeHistograms(left: HistogramValue, right: HistogramValue): HistogramValue {
  const inBucket = new Map<number, number>();
  for (const { buckets } of [left, right]) {
    let before = 0;
    for (const { le, count } of buckets) {
      inBucket.set(le, add(inBucket.get(le) ?? 0, count - before));
      before = count;
    }
  }
  const buckets: Bucket[] = [];
  let count = 0;
  for (const [le, samples] of [...inBucket].sort(([one], [other]) => one - other)) {
    count = add(count, samples);
    buckets.push({ le, count });
  }
  return { sum: add(left.sum, right.sum), count: add(left.count, right.count), buckets };
}

/** All that can be said without the histograms: nothing is better than the worse of the two. */
function worse(left: Percentiles, right: Percentiles): Percentiles {
  return {
    samples: add(left.samples, right.samples),
    p50: Math.max(left.p50, right.p50),
    p90: Math.max(left.p90, right.p90),
    p99: Math.max(left.p99, right.p99),
    p99_9: Math.max(left.p99_9, right.p99_9),
    p99_99: Math.max(left.p99_99, right.p99_99),
    p99_999: Math.max(left.p99_999, right.p99_999),
    p100: Math.max(left.p100, right.p100),
    sum: add(left.sum, right.sum),
  };
}

/** Saturates: a worker may claim any number. */
function add(left: number, right: number): number {
  return Math.min(left + right, Number.MAX_SAFE_INTEGER);
}
