// The configuration verbs of a worker: the state takes them or says why not, and what is measured
// per cluster and per back end gets its rows. The data plane follows in the same turn.

import type { Request } from "../../wire/index.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { ConfigurationState } from "../state/configuration-state.ts";
import { accepted, refused, type Answer } from "./answer.ts";
import type { DataPlane } from "./data-plane.ts";

export interface Configured {
  readonly state: ConfigurationState;
  readonly metrics: Aggregator;
  readonly plane: DataPlane;
}

export function configure(request: Request, { state, metrics, plane }: Configured): Answer {
  const outcome = state.apply(request);
  if (!outcome.ok) return refused(outcome.refusal);
  measure(request.requestType, state, metrics);
  plane.apply(request);
  const { clusters, backends, frontends } = state.sizes;
  metrics.set("configuration.clusters", clusters);
  metrics.set("configuration.backends", backends);
  metrics.set("configuration.frontends", frontends);
  return accepted();
}

/** LABEL-ROW-LIFETIME: rows come and go with what they are about. */
function measure(
  type: Request["requestType"],
  state: ConfigurationState,
  metrics: Aggregator,
): void {
  if (type.case === "addCluster") metrics.addCluster(type.value.clusterId);
  if (type.case === "removeCluster") metrics.removeCluster(type.value);
  if (type.case === "addBackend") {
    const { clusterId, backendId } = type.value;
    metrics.addBackend(clusterId, backendId);
    // What nobody has tried yet is taken to be there.
    metrics.set("backend.available", 1, { cluster: clusterId, backend: backendId });
  }
  if (type.case === "removeBackend") {
    const { clusterId, backendId } = type.value;
    // One id may stand for several addresses.
    if (!state.hasBackend(clusterId, backendId)) metrics.removeBackend(clusterId, backendId);
  }
}
