// What a query finds, as plain values: one number, or a distribution in its two renderings. They map
// one to one to the messages of the control channel (`message.ts` does that) and know nothing of
// where they were stored.

/** Values at or below which the named share of all samples lies; integers in the metric's unit. */
export interface Percentiles {
  readonly samples: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p99_9: number;
  readonly p99_99: number;
  readonly p99_999: number;
  readonly p100: number;
  readonly sum: number;
}

/** How many samples were at most `le`: a cumulative count, as the readers of histograms expect. */
export interface Bucket {
  readonly le: number;
  readonly count: number;
}

/** `buckets` ascend in `le`; the last one counts every sample. */
export interface HistogramValue {
  readonly sum: number;
  readonly count: number;
  readonly buckets: readonly Bucket[];
}

export type MetricValue =
  | { readonly kind: "gauge"; readonly value: number }
  | { readonly kind: "count"; readonly value: number }
  | { readonly kind: "percentiles"; readonly percentiles: Percentiles }
  | { readonly kind: "histogram"; readonly histogram: HistogramValue };

export type MetricMap = ReadonlyMap<string, MetricValue>;

export interface ClusterSnapshot {
  readonly cluster: MetricMap;
  /** By back-end id. */
  readonly backends: ReadonlyMap<string, MetricMap>;
}

/** Everything one process knows, or the part of it a query asked for. */
export interface WorkerSnapshot {
  readonly proxy: MetricMap;
  /** By cluster id. */
  readonly clusters: ReadonlyMap<string, ClusterSnapshot>;
}

/** What the master answers: its own metrics, and its workers' either merged or one by one. */
export interface AggregatedSnapshot extends WorkerSnapshot {
  readonly main: MetricMap;
  /** By worker id; empty when merged. */
  readonly workers: ReadonlyMap<string, WorkerSnapshot>;
}

/** A time metric called `x` also shows as `x_histogram`. */
export function histogramName(name: string): string {
  return `${name}_histogram`;
}
