// SetMetricDetail at the master: everything that can be judged without a worker is judged here, then
// every worker is asked, and what they made of it is told. The master leases too, in the turn of the
// terminal reply and only if some worker accepted (STATUS-MASTER-LEASES).

import {
  blankSetMetricDetail,
  type MetricDetailStatus,
  type Request,
  type SetMetricDetail,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import type { Level } from "../lease/level.ts";
import { judgeRequest, type LeaseOrder } from "../lease/request.ts";
import { isSet, leaseRequestOf } from "../lease/wire-request.ts";
import type { Control } from "./control.ts";
import type { Gather } from "./gather.ts";
import { failed, misplaced, type ContentType, type Order } from "./order.ts";
import { outcomeOf } from "./outcome.ts";
import { progressFrame } from "./replies.ts";
import type { Session } from "./session.ts";

/** Every lease verb says it, so it is encoded once. */
const asking = progressFrame("asking the workers for the metric detail");

interface Levels {
  readonly previous: Level;
  readonly effective: Level;
}

export function setMetricDetail(control: Control, now: Micros, order: Order): void {
  const type = order.request.requestType;
  if (type.case !== "setMetricDetail") throw misplaced(order);
  warnOfZeroTtl(control, type.value);
  const verdict = judgeRequest(leaseRequestOf(type.value, order.session.binding));
  // LEASE-TTL-NO-FANOUT: no worker sees what any of them would refuse.
  if (!verdict.ok) {
    control.conclude(order, failed(verdict.refusal));
    return;
  }
  // BIND-ONE-OWNER, BIND-RENEW-MATCH: also where a worker that has just started would not know.
  if (control.claims.isForeign(verdict.order)) {
    control.conclude(order, failed("the lease belongs to another client and cannot be renewed"));
    return;
  }
  const request = boundRequest(type.value, order.session);
  if (!control.fitsWorkers(request, order.bytes)) {
    control.conclude(order, failed("the request does not fit the channel of a worker"));
    return;
  }
  control.progressFrame(order, asking);
  ask(control, now, { order, request, lease: verdict.order });
}

interface Asking {
  readonly order: Order;
  readonly request: Request;
  readonly lease: LeaseOrder;
}

function ask(control: Control, now: Micros, { order, request, lease }: Asking): void {
  control.claims.open(lease);
  control.scatter(now, {
    order,
    requests: [request],
    deadline: control.workerDeadline(now),
    conclude(at, gather) {
      control.waiting.await(at, order, (then) => {
        conclude(control, then, { order, request, lease }, gather);
      });
    },
  });
}

function conclude(control: Control, now: Micros, { order, lease }: Asking, gather: Gather): void {
  const levels = leaseAtMaster(control, now, lease, gather);
  control.claims.close(lease, heldBy(control, gather));
  const done = lease.kind === "clear" ? "metric detail cleared" : "metric detail set";
  const content = statusContent(control, levels, gather);
  const { outcome, message, tally } = outcomeOf(gather, done);
  control.conclude(order, { outcome, message, tally, content, levels });
}

/** A silent worker may have heard the order all the same; one that died holds nothing. */
function heldBy({ fleet }: Control, { parts }: Gather): readonly number[] {
  const holders: number[] = [];
  for (const { state, worker } of parts) {
    if (state !== "ok" && state !== "silent") continue;
    if ((fleet.byId(worker)?.state ?? "stopped") !== "stopped") holders.push(worker);
  }
  return holders;
}

/** LEASE-TTL-ZERO-WARNS */
function warnOfZeroTtl({ log }: Control, message: SetMetricDetail): void {
  if (message.clear || !isSet(message, "ttlSeconds") || message.ttlSeconds !== 0) return;
  log.write("WARN", "a ttl of 0 was asked for: the default ttl is used");
}

/** BIND-MASTER-FILLS: what the client wrote into the peer fields goes no further. */
function boundRequest(asked: SetMetricDetail, session: Session): Request {
  const value = blankSetMetricDetail();
  value.clientId = asked.clientId;
  if (asked.clear) {
    // LEASE-CLEAR-IGNORES: what is not looked at need not be valid, and is not passed on.
    value.clear = true;
  } else {
    value.detail = asked.detail;
    if (isSet(asked, "ttlSeconds")) value.ttlSeconds = asked.ttlSeconds;
  }
  if (isSet(asked, "reason")) value.reason = asked.reason;
  const pid = session.credentials?.pid;
  if (pid !== undefined) value.peerPid = pid;
  value.peerSessionUlid = session.sessionUlid;
  const requestType = { case: "setMetricDetail", value } as const;
  return { $typeName: "kakehi.command.Request", requestType };
}

function leaseAtMaster(control: Control, now: Micros, lease: LeaseOrder, gather: Gather): Levels {
  const { leases, claims } = control;
  leases.expire(now);
  const previous = leases.effective;
  if (gather.tally.ok > 0) {
    const held = leases.find(lease.clientId);
    // LEASE-WORKER-DEATH: a lease whose last holder died gives way to whoever the workers accepted.
    if (lease.kind === "apply" && held !== undefined && !claims.isHeld(lease.clientId)) {
      leases.obey(now, { kind: "clear", clientId: lease.clientId, binding: held.binding });
    }
    leases.obey(now, lease);
  }
  return { previous, effective: leases.effective };
}

/** STATUS-PER-WORKER: each worker's own numbers, and only of those that accepted. */
function statusContent({ leases }: Control, levels: Levels, gather: Gather): ContentType {
  const workers: MetricDetailStatus["workers"] = {};
  for (const { state, worker, content } of gather.parts) {
    const type = content?.contentType;
    if (state !== "ok" || type?.case !== "workerMetricDetailStatus") continue;
    workers[worker] = type.value;
  }
  const value: MetricDetailStatus = {
    $typeName: "kakehi.command.MetricDetailStatus",
    configured: leases.configured,
    effective: levels.effective,
    previousEffective: levels.previous,
    workers,
  };
  return { case: "metricDetailStatus", value };
}
