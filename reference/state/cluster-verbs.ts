// The verbs about clusters and their back ends. Each checks first and changes afterwards, so a verb
// that is refused changed nothing.

import {
  LoadBalancingAlgorithmsSchema,
  type AddBackend,
  type Cluster,
  type RemoveBackend,
} from "../../wire/index.ts";
import { checkedAddress } from "./address.ts";
import { checkedFieldValue } from "./field-text.ts";
import { keyOf, type Model } from "./model.ts";
import { checkedId, quoted, refuse } from "./refusal.ts";
import type { Change } from "./registry.ts";

/** CONFIG-UPSERT: a cluster that is there is replaced and keeps its back ends and frontends. */
export function addCluster({ clusters }: Model, cluster: Cluster): readonly Change[] {
  const { loadBalancing } = cluster;
  const id = checkedId("cluster id", cluster.clusterId);
  if (!LoadBalancingAlgorithmsSchema.values.some(({ number }) => number === loadBalancing)) {
    refuse(`no load balancing algorithm has number ${loadBalancing}`);
  }
  checkedFieldValue("www_authenticate", cluster.wwwAuthenticate);
  return [clusters.put(id, cluster)];
}

/** Its frontends and back ends go with it: none would have anywhere to send a request. */
export function removeCluster(model: Model, id: string): readonly Change[] {
  existing(model, id);
  const { clusters, backends, frontends } = model;
  return [
    ...orphans(frontends.entries(), id).map((key) => frontends.remove(key)),
    ...orphans(backends.entries(), id).map((key) => backends.remove(key)),
    clusters.remove(id),
  ];
}

/** CONFIG-UPSERT: one of the same cluster, id and address is replaced. */
export function addBackend(model: Model, message: AddBackend): readonly Change[] {
  const { clusterId } = message;
  existing(model, clusterId);
  const backendId = checkedId("back end id", message.backendId);
  const address = checkedAddress(message.address);
  const weight = message.loadBalancingParameters?.weight ?? 0;
  if (weight < 0) refuse(`a weight cannot be ${weight}`);
  const backend = { clusterId, backendId, address, message };
  return [model.backends.put(keyOf(clusterId, backendId, address), backend)];
}

export function removeBackend(model: Model, message: RemoveBackend): readonly Change[] {
  const { clusterId, backendId } = message;
  existing(model, clusterId);
  const address = checkedAddress(message.address);
  const key = keyOf(clusterId, backendId, address);
  if (model.backends.get(key) === undefined) {
    refuse(`cluster ${quoted(clusterId)} has no back end ${quoted(backendId)} at ${address}`);
  }
  return [model.backends.remove(key)];
}

interface Owned {
  readonly clusterId: string | undefined;
}

function orphans(entries: readonly (readonly [string, Owned])[], id: string): string[] {
  return entries.filter(([, { clusterId }]) => clusterId === id).map(([key]) => key);
}

function existing({ clusters }: Model, id: string): void {
  checkedId("cluster id", id);
  if (clusters.get(id) === undefined) refuse(`there is no cluster ${quoted(id)}`);
}
