// Answers a metrics query from the rows of one process. It says which ids it did not find; whether
// that makes the answer a failure is for whoever sends it.

import type { Place } from "./place.ts";
import { byCodeUnit } from "./row.ts";
import type { ClusterSnapshot, MetricMap, WorkerSnapshot } from "./value.ts";

/** The filters as they come in the message; empty lists filter nothing. */
export interface MetricsQuery {
  /** Names only; every other field is ignored. */
  readonly list: boolean;
  /** The process rows only; beats both lists of ids. */
  readonly noClusters: boolean;
  readonly clusterIds: readonly string[];
  readonly backendIds: readonly string[];
  readonly metricNames: readonly string[];
}

/** Sorted names, each once. */
export interface MetricNames {
  readonly proxy: readonly string[];
  readonly cluster: readonly string[];
}

export type MetricsAnswer =
  | { readonly kind: "names"; readonly names: MetricNames }
  | {
      readonly kind: "metrics";
      readonly metrics: WorkerSnapshot;
      /** Asked for and not known here, in the order of the question. */
      readonly unknown: readonly string[];
    };

const nothing: MetricMap = new Map<string, never>([]);

/** METRICS-FILTERS: what is named is found, what is unknown yields nothing, and never another's rows. */
export function answerQuery(root: Place, query: MetricsQuery): MetricsAnswer {
  if (query.list) return { kind: "names", names: namesOf(root) };
  const names = new Set(query.metricNames);
  const selective = query.clusterIds.length + query.backendIds.length > 0;
  const proxy = selective && !query.noClusters ? nothing : root.row.read(names);
  if (query.noClusters) {
    const clusters = new Map<string, ClusterSnapshot>();
    return { kind: "metrics", metrics: { proxy, clusters }, unknown: [] };
  }
  const clusters = clustersOf(root, query, names);
  return { kind: "metrics", metrics: { proxy, clusters }, unknown: unknownOf(root, query) };
}

/** Ids of clusters and of back ends narrow each other; back ends alone leave out the clusters' own. */
function clustersOf(
  root: Place,
  { clusterIds, backendIds }: MetricsQuery,
  names: ReadonlySet<string>,
): ReadonlyMap<string, ClusterSnapshot> {
  const backendsOnly = clusterIds.length === 0 && backendIds.length > 0;
  const wanted = backendIds.length > 0 ? new Set(backendIds) : undefined;
  const clusters = new Map<string, ClusterSnapshot>();
  for (const place of namedPlaces(root, clusterIds)) {
    const cluster = backendsOnly ? nothing : place.row.read(names);
    const backends = backendsOf(place, wanted, names);
    if (cluster.size > 0 || backends.size > 0) clusters.set(place.key, { cluster, backends });
  }
  return clusters;
}

/** Every cluster when none is named; sorted by id. */
function namedPlaces(root: Place, ids: readonly string[]): readonly Place[] {
  const wanted = ids.length === 0 ? [...root.children.keys()] : [...new Set(ids)];
  return wanted
    .sort(byCodeUnit)
    .map((id) => root.children.get(id))
    .filter((place) => place !== undefined);
}

function backendsOf(
  cluster: Place,
  wanted: ReadonlySet<string> | undefined,
  names: ReadonlySet<string>,
): ReadonlyMap<string, MetricMap> {
  const backends = new Map<string, MetricMap>();
  for (const id of [...cluster.children.keys()].sort(byCodeUnit)) {
    if (wanted !== undefined && !wanted.has(id)) continue;
    const metrics = cluster.children.get(id)?.row.read(names) ?? nothing;
    if (metrics.size > 0) backends.set(id, metrics);
  }
  return backends;
}

function unknownOf(root: Place, { clusterIds, backendIds }: MetricsQuery): string[] {
  const places = namedPlaces(root, clusterIds);
  const clusters = clusterIds.filter((id) => !root.children.has(id));
  const backends = backendIds.filter((id) => !places.some(({ children }) => children.has(id)));
  return [...new Set([...clusters, ...backends])];
}

function namesOf(root: Place): MetricNames {
  const cluster = new Set<string>();
  for (const place of root.children.values()) {
    for (const row of [place.row, ...[...place.children.values()].map((child) => child.row)]) {
      for (const name of row.names()) cluster.add(name);
    }
  }
  return { proxy: root.row.names(), cluster: [...cluster].sort(byCodeUnit) };
}
