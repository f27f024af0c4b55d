// A configuration as the shortest list of requests that makes it again: listeners and clusters before
// what rests on them, and within a kind in the order in which they came.

import { create, RequestSchema, type Request } from "../../wire/index.ts";
import { requestOf } from "./certificate-verbs.ts";
import type { Model } from "./model.ts";
import { activation, frontendRequest, listenerRequest } from "./record.ts";

type RequestType = Request["requestType"];

export function snapshotOf({
  clusters,
  backends,
  listeners,
  certificates,
  frontends,
}: Model): readonly Request[] {
  const types: readonly RequestType[] = [
    ...listeners.values().map(listenerRequest),
    ...certificates.values().map(requestOf),
    ...clusters.values().map((value): RequestType => ({ case: "addCluster", value })),
    ...backends
      .values()
      .map(({ message }): RequestType => ({ case: "addBackend", value: message })),
    ...frontends.values().map(frontendRequest),
    // Last: whoever a listener lets in finds everything there.
    ...listeners
      .values()
      .filter(({ active }) => active)
      .map(activation),
  ];
  return types.map((requestType) => create(RequestSchema, { requestType }));
}
