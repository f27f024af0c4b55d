// METRICS-SINK: what a row is called at the sink. The labels of the row stand in its name, or behind
// it as tags; neither more nor fewer than the row has.
import type { StatsdSettings } from "../../../sim/index.ts";
import type { MetricRow } from "../../observe/metrics.ts";

export function seriesOf(
  { cluster, backend, name }: Omit<MetricRow, "value">,
  { prefix, taggedMetrics }: Pick<StatsdSettings, "prefix" | "taggedMetrics">,
): string {
  const start = prefix === "" ? "" : `${prefix}.`;
  if (cluster === undefined) return `${start}${name}`;
  if (taggedMetrics) {
    const tag = backend === undefined ? "" : `,backend_id=${backend}`;
    return `${start}${name},cluster_id=${cluster}${tag}`;
  }
  return `${start}cluster.${cluster}.${backend === undefined ? "" : `backend.${backend}.`}${name}`;
}

/** Whether a series is about this cluster, or about this back end of it. */
export function isSeriesOf(
  series: string,
  { cluster, backend }: { readonly cluster: string; readonly backend: string | undefined },
  { prefix, taggedMetrics }: Pick<StatsdSettings, "prefix" | "taggedMetrics">,
): boolean {
  if (taggedMetrics) {
    const tags = series.split(",");
    const isBackend = backend === undefined || tags.includes(`backend_id=${backend}`);
    return tags.includes(`cluster_id=${cluster}`) && isBackend;
  }
  const start = prefix === "" ? "" : `${prefix}.`;
  const of = backend === undefined ? "" : `backend.${backend}.`;
  return series.startsWith(`${start}cluster.${cluster}.${of}`);
}
