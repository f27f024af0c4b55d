// LABEL-FILTER: in which row an emission about a back end belongs, by the level in force. Process and
// frontend keep no label, cluster keeps the cluster, backend keeps both.
import { levelNames } from "../level.ts";
import type { MetricRow } from "../../observe/metrics.ts";

export type Place = Pick<MetricRow, "cluster" | "backend">;

const clusterLevel = levelNames.indexOf("cluster");
const backendLevel = levelNames.indexOf("backend");

export function placeAt(level: number, cluster: string, backend: string): Place {
  return {
    cluster: level >= clusterLevel ? cluster : undefined,
    backend: level >= backendLevel ? backend : undefined,
  };
}

/** Where it could stand at one level or another. */
export function placesOf(cluster: string, backend: string): readonly Place[] {
  return levelNames.map((_name, level) => placeAt(level, cluster, backend));
}

/** Two places are the same when their keys are. */
export function placeKey({ cluster, backend }: Place): string {
  return JSON.stringify([cluster ?? null, backend ?? null]);
}

export function placeName({ cluster, backend }: Place): string {
  if (cluster === undefined) return "the row of the process";
  return backend === undefined
    ? `the row of cluster ${JSON.stringify(cluster)}`
    : `the row of back end ${JSON.stringify(backend)} of cluster ${JSON.stringify(cluster)}`;
}
