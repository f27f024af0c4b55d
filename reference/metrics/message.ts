// Metrics as messages of the control channel, both ways. What another worker sends is taken as it
// comes: numbers too large to count with saturate, kinds nobody adds up are left out.

import {
  AggregatedMetricsSchema,
  AvailableMetricsSchema,
  ClusterMetricsSchema,
  create,
  FilteredMetricsSchema,
  WorkerMetricsSchema,
  type AggregatedMetrics,
  type AvailableMetrics,
  type ClusterMetrics,
  type FilteredHistogram,
  type FilteredMetrics,
  type Percentiles as PercentilesMessage,
  type WorkerMetrics,
} from "../../wire/index.ts";
import type { MetricNames } from "./query.ts";
import type {
  AggregatedSnapshot,
  ClusterSnapshot,
  HistogramValue,
  MetricMap,
  MetricValue,
  Percentiles,
  WorkerSnapshot,
} from "./value.ts";

type MessageMap<T> = Record<string, T>;

export function workerMetricsMessage(snapshot: WorkerSnapshot): WorkerMetrics {
  const message = create(WorkerMetricsSchema);
  message.proxy = mapMessage(snapshot.proxy, valueMessage);
  message.clusters = mapMessage(snapshot.clusters, clusterMessage);
  return message;
}

export function aggregatedMetricsMessage(snapshot: AggregatedSnapshot): AggregatedMetrics {
  const message = create(AggregatedMetricsSchema);
  message.main = mapMessage(snapshot.main, valueMessage);
  message.workers = mapMessage(snapshot.workers, workerMetricsMessage);
  message.clusters = mapMessage(snapshot.clusters, clusterMessage);
  message.proxying = mapMessage(snapshot.proxy, valueMessage);
  return message;
}

export function availableMetricsMessage(names: MetricNames): AvailableMetrics {
  return create(AvailableMetricsSchema, {
    proxyMetrics: [...names.proxy],
    clusterMetrics: [...names.cluster],
  });
}

export function workerSnapshotOf(message: WorkerMetrics): WorkerSnapshot {
  const clusters = Object.entries(message.clusters).map(
    ([id, cluster]): [string, ClusterSnapshot] => [id, clusterSnapshotOf(cluster)],
  );
  return { proxy: metricMapOf(message.proxy), clusters: new Map(clusters) };
}

export function metricNamesOf(message: AvailableMetrics): MetricNames {
  return { proxy: message.proxyMetrics, cluster: message.clusterMetrics };
}

/** Defines each key as an own property: an id may be spelled like one every object inherits. */
function mapMessage<V, M>(map: ReadonlyMap<string, V>, render: (value: V) => M): MessageMap<M> {
  return Object.fromEntries([...map].map(([key, value]) => [key, render(value)]));
}

function clusterMessage({ cluster, backends }: ClusterSnapshot): ClusterMetrics {
  const message = create(ClusterMetricsSchema, {
    backends: [...backends.keys()].map((backendId) => ({ backendId })),
  });
  message.cluster = mapMessage(cluster, valueMessage);
  for (const backend of message.backends) {
    backend.metrics = mapMessage(backends.get(backend.backendId) ?? new Map(), valueMessage);
  }
  return message;
}

function valueMessage(value: MetricValue): FilteredMetrics {
  switch (value.kind) {
    case "gauge":
      return create(FilteredMetricsSchema, {
        inner: { case: "gauge", value: BigInt(value.value) },
      });
    case "count":
      return create(FilteredMetricsSchema, {
        inner: { case: "count", value: BigInt(value.value) },
      });
    case "percentiles": {
      const percentiles = percentilesInit(value.percentiles);
      return create(FilteredMetricsSchema, { inner: { case: "percentiles", value: percentiles } });
    }
    case "histogram": {
      const histogram = histogramInit(value.histogram);
      return create(FilteredMetricsSchema, { inner: { case: "histogram", value: histogram } });
    }
  }
}

function percentilesInit(percentiles: Percentiles): Record<PercentilesField, bigint> {
  return {
    samples: BigInt(percentiles.samples),
    p50: BigInt(percentiles.p50),
    p90: BigInt(percentiles.p90),
    p99: BigInt(percentiles.p99),
    p999: BigInt(percentiles.p99_9),
    p9999: BigInt(percentiles.p99_99),
    p99999: BigInt(percentiles.p99_999),
    p100: BigInt(percentiles.p100),
    sum: BigInt(percentiles.sum),
  };
}

type PercentilesField = Exclude<keyof PercentilesMessage, "$typeName" | "$unknown">;

interface HistogramInit {
  readonly sum: bigint;
  readonly count: bigint;
  readonly buckets: { readonly count: bigint; readonly le: bigint }[];
}

function histogramInit({ sum, count, buckets }: HistogramValue): HistogramInit {
  return {
    sum: BigInt(sum),
    count: BigInt(count),
    buckets: buckets.map((bucket) => ({ count: BigInt(bucket.count), le: BigInt(bucket.le) })),
  };
}

function metricMapOf(message: MessageMap<FilteredMetrics>): MetricMap {
  const map = new Map<string, MetricValue>();
  for (const [name, metric] of Object.entries(message)) {
    const value = valueOf(metric);
    if (value !== undefined) map.set(name, value);
  }
  return map;
}

function clusterSnapshotOf({ cluster, backends }: ClusterMetrics): ClusterSnapshot {
  const rows = backends.map(({ backendId, metrics }): [string, MetricMap] => [
    backendId,
    metricMapOf(metrics),
  ]);
  return { cluster: metricMapOf(cluster), backends: new Map(rows) };
}

function valueOf({ inner }: FilteredMetrics): MetricValue | undefined {
  switch (inner.case) {
    case "gauge":
    case "count":
      return { kind: inner.case, value: numberOf(inner.value) };
    case "percentiles":
      return { kind: "percentiles", percentiles: percentilesOfMessage(inner.value) };
    case "histogram":
      return { kind: "histogram", histogram: histogramOf(inner.value) };
    case "time":
    case "timeSerie":
    case undefined:
      return undefined;
  }
}

function percentilesOfMessage(message: PercentilesMessage): Percentiles {
  return {
    samples: numberOf(message.samples),
    p50: numberOf(message.p50),
    p90: numberOf(message.p90),
    p99: numberOf(message.p99),
    p99_9: numberOf(message.p999),
    p99_99: numberOf(message.p9999),
    p99_999: numberOf(message.p99999),
    p100: numberOf(message.p100),
    sum: numberOf(message.sum),
  };
}

function histogramOf({ sum, count, buckets }: FilteredHistogram): HistogramValue {
  return {
    sum: numberOf(sum),
    count: numberOf(count),
    buckets: buckets.map((bucket) => ({ le: numberOf(bucket.le), count: numberOf(bucket.count) })),
  };
}

/** Saturates at both ends of what a number holds exactly; a metric of ours is never negative. */
function numberOf(value: bigint): number {
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  if (value > max) return Number.MAX_SAFE_INTEGER;
  return value < -max ? Number.MIN_SAFE_INTEGER : Number(value);
}
