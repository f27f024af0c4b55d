// The configuration verbs: judged against the master's own state, then carried to every worker. The
// state is what a worker that starts later is given, so it never holds what no worker would take.

import {
  create,
  EventKind,
  EventSchema,
  type Event,
  type SocketAddress,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import type { Control } from "./control.ts";
import type { Gather } from "./gather.ts";
import { failed, type Conclusion, type Order, type RequestType, type VerbCase } from "./order.ts";
import { outcomeOf } from "./outcome.ts";

const kinds: Readonly<Partial<Record<VerbCase, EventKind>>> = {
  addCluster: EventKind.CLUSTER_ADDED,
  removeCluster: EventKind.CLUSTER_REMOVED,
  addHttpFrontend: EventKind.FRONTEND_ADDED,
  addHttpsFrontend: EventKind.FRONTEND_ADDED,
  removeHttpFrontend: EventKind.FRONTEND_REMOVED,
  removeHttpsFrontend: EventKind.FRONTEND_REMOVED,
  addHttpListener: EventKind.LISTENER_ADDED,
  addHttpsListener: EventKind.LISTENER_ADDED,
  addTcpListener: EventKind.LISTENER_ADDED,
  removeListener: EventKind.LISTENER_REMOVED,
  activateListener: EventKind.LISTENER_ACTIVATED,
  deactivateListener: EventKind.LISTENER_DEACTIVATED,
};

/** CONFIG-REJECTED: what the state refuses reaches no worker. */
export function configure(control: Control, now: Micros, order: Order): void {
  // FANOUT-EXPANSION: before the state takes what no worker could be told.
  if (!control.fitsWorkers(order.request, order.bytes)) {
    control.conclude(order, failed("the request does not fit the channel of a worker"));
    return;
  }
  const outcome = control.state.apply(order.request);
  if (!outcome.ok) {
    control.conclude(order, failed(outcome.refusal));
    return;
  }
  control.progress(order, "asking the workers");
  control.scatter(now, {
    order,
    requests: [order.request],
    deadline: control.workerDeadline(now),
    conclude(_at, gather) {
      // Every worker said no: then it never was, and no later worker is told of it.
      if (isRefusedByAll(gather)) control.state.revert(outcome.changes);
      conclude(control, order, gather);
    },
  });
}

function conclude(control: Control, order: Order, gather: Gather): void {
  const conclusion = conclusionOf(gather);
  control.conclude(order, conclusion);
  const event = eventOf(order.request.requestType);
  if (conclusion.outcome !== "failure" && event !== undefined) control.announce(event);
}

/** Without workers it is configured all the same, for those that will come. */
function conclusionOf(gather: Gather): Conclusion {
  const nobody = gather.parts.length === 0;
  return nobody
    ? { outcome: "ok", message: "configured; no worker is there to be asked", tally: gather.tally }
    : outcomeOf(gather, "configured");
}

function isRefusedByAll({ parts }: Gather): boolean {
  return parts.length > 0 && parts.every(({ state }) => state === "refused");
}

function eventOf(type: RequestType): Event | undefined {
  const kind = type.case === undefined ? undefined : kinds[type.case];
  if (kind === undefined) return undefined;
  if (type.case === "addCluster")
    return create(EventSchema, { kind, clusterId: type.value.clusterId });
  if (type.case === "removeCluster") return create(EventSchema, { kind, clusterId: type.value });
  const { address } = addressed(type);
  return create(EventSchema, address === undefined ? { kind } : { kind, address });
}

function addressed({ value }: RequestType): { readonly address?: SocketAddress | undefined } {
  if (typeof value !== "object" || !("address" in value)) return {};
  return value;
}
