// What a metrics answer shows, as plain rows. A row is about the process, a cluster or a back end of
// it; how the message nests them is not kept.
import type {
  AggregatedMetrics,
  ClusterMetrics,
  FilteredMetrics,
  ResponseContent,
} from "../../wire/index.ts";

export interface MetricRow {
  readonly cluster: string | undefined;
  readonly backend: string | undefined;
  readonly name: string;
  readonly value: FilteredMetrics["inner"];
}

/** By place and name, written together. */
export type MetricRows = ReadonlyMap<string, MetricRow>;

export type MetricsShown =
  /** What a worker says of itself. */
  | { readonly kind: "worker"; readonly rows: MetricRows }
  /** What a master says of itself, of its workers merged, and of each worker. */
  | {
      readonly kind: "fleet";
      readonly main: MetricRows;
      readonly merged: MetricRows;
      readonly workers: ReadonlyMap<string, MetricRows>;
    }
  | {
      readonly kind: "names";
      readonly proxy: readonly string[];
      readonly cluster: readonly string[];
    };

export function metricsOf(shown: ResponseContent | undefined): MetricsShown | undefined {
  const content = shown?.contentType;
  if (content === undefined) return undefined;
  if (content.case === "workerMetrics") {
    return { kind: "worker", rows: rowsOf(content.value.proxy, content.value.clusters) };
  }
  if (content.case === "metrics") return fleetOf(content.value);
  if (content.case !== "availableMetrics") return undefined;
  const { proxyMetrics, clusterMetrics } = content.value;
  return { kind: "names", proxy: proxyMetrics, cluster: clusterMetrics };
}

function fleetOf({ main, proxying, clusters, workers }: AggregatedMetrics): MetricsShown {
  return {
    kind: "fleet",
    main: rowsOf(main, {}),
    merged: rowsOf(proxying, clusters),
    workers: new Map(
      Object.entries(workers).map(([id, each]) => [id, rowsOf(each.proxy, each.clusters)]),
    ),
  };
}

function rowsOf(
  proxy: Readonly<Record<string, FilteredMetrics>>,
  clusters: Readonly<Record<string, ClusterMetrics>>,
): MetricRows {
  const rows = new Map<string, MetricRow>();
  const add = (
    place: Omit<MetricRow, "name" | "value">,
    metrics: Readonly<Record<string, FilteredMetrics>>,
  ): void => {
    const { cluster, backend } = place;
    // Once for all of its rows, which are many: of one place, the name alone tells them apart.
    const key = JSON.stringify([cluster ?? null, backend ?? null]);
    for (const [name, { inner }] of Object.entries(metrics)) {
      rows.set(`${key} ${name}`, { cluster, backend, name, value: inner });
    }
  };
  add({ cluster: undefined, backend: undefined }, proxy);
  for (const [cluster, { cluster: own, backends }] of Object.entries(clusters)) {
    add({ cluster, backend: undefined }, own);
    for (const { backendId, metrics } of backends) add({ cluster, backend: backendId }, metrics);
  }
  return rows;
}
