// METRICS-FILTERS: which rows a query asks for. A selection of ids leaves out what is about the
// process; ids of back ends alone leave out the clusters' own rows; a name stands for its histogram.
import type { QueryMetricsOptions } from "../../../wire/index.ts";
import type { MetricRow, MetricRows } from "../../observe/metrics.ts";

export type MetricsQuery = Pick<
  QueryMetricsOptions,
  "list" | "clusterIds" | "backendIds" | "metricNames" | "noClusters"
>;

export function isFiltered(query: MetricsQuery): boolean {
  const { clusterIds, backendIds, metricNames, noClusters, list } = query;
  return list || noClusters || clusterIds.length + backendIds.length + metricNames.length > 0;
}

function asksFor(query: MetricsQuery, row: MetricRow): boolean {
  return isNamed(query, row.name) && isPlaced(query, row);
}

export function filtered(query: MetricsQuery, rows: MetricRows): MetricRows {
  return new Map([...rows].filter(([, row]) => asksFor(query, row)));
}

function isNamed({ metricNames }: MetricsQuery, name: string): boolean {
  if (metricNames.length === 0 || metricNames.includes(name)) return true;
  return metricNames.some((wanted) => `${wanted}_histogram` === name);
}

function isPlaced(query: MetricsQuery, { cluster, backend }: MetricRow): boolean {
  const { noClusters, clusterIds, backendIds } = query;
  if (noClusters) return cluster === undefined;
  const isSelective = clusterIds.length + backendIds.length > 0;
  if (cluster === undefined) return !isSelective;
  if (clusterIds.length > 0 && !clusterIds.includes(cluster)) return false;
  if (backend === undefined) return clusterIds.length > 0 || backendIds.length === 0;
  return backendIds.length === 0 || backendIds.includes(backend);
}
