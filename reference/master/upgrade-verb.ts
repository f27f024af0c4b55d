// UpgradeWorker: a new worker takes the place of an old one. The new one is started, is given the
// configuration and has to answer before the old one hears anything, so that an upgrade that fails
// leaves the fleet as it was. Then the old one drains; its leases die with it (LEASE-WORKER-DEATH).

import { create, EventKind, EventSchema, RequestSchema, type Request } from "../../wire/index.ts";
import { drainMicrosMax } from "../bounds.ts";
import type { Micros } from "../host.ts";
import { launchSuccessor } from "./boot.ts";
import type { Control } from "./control.ts";
import type { Gather } from "./gather.ts";
import { failed, misplaced, type Order } from "./order.ts";
import type { WorkerLink } from "./worker-link.ts";

interface Upgrade {
  readonly order: Order;
  readonly old: WorkerLink;
  readonly successor: WorkerLink;
}

export function upgradeWorker(control: Control, now: Micros, order: Order): void {
  const type = order.request.requestType;
  if (type.case !== "upgradeWorker") throw misplaced(order);
  const old = control.fleet.byId(type.value);
  const refusal = refusalOf(old);
  if (old === undefined || refusal !== undefined) {
    control.conclude(order, failed(`worker ${type.value} ${refusal ?? "does not exist"}`));
    return;
  }
  old.isBeingReplaced = true;
  const upgrade: Upgrade = { order, old, successor: launchSuccessor(control, now) };
  control.progress(order, `worker ${upgrade.successor.id} is started for worker ${old.id}`);
  awaitSuccessor(control, now, upgrade);
}

function refusalOf(old: WorkerLink | undefined): string | undefined {
  if (old?.state === "stopped") return "has stopped";
  if (old?.state === "stopping") return "is stopping already";
  return old?.isBeingReplaced === true ? "is being replaced already" : undefined;
}

/** It answers behind its configuration: then it has all of it. */
function awaitSuccessor(control: Control, now: Micros, upgrade: Upgrade): void {
  const { order, old, successor } = upgrade;
  const task = {
    order,
    requests: [request("status")],
    deadline: control.workerDeadline(now),
    conclude(at: Micros, gather: Gather): void {
      old.isBeingReplaced = false;
      if (control.isStopping) {
        control.conclude(order, { ...failed("the proxy is stopping"), tally: gather.tally });
      } else if (gather.tally.ok === 0) {
        giveUp(control, at, upgrade, gather);
      } else if (old.state === "stopped") {
        succeed(control, upgrade, gather);
      } else {
        drain(control, at, upgrade);
      }
    },
  };
  control.scatter(now, task, [successor]);
}

function giveUp(control: Control, now: Micros, upgrade: Upgrade, gather: Gather): void {
  const { order, old, successor } = upgrade;
  end(control, now, successor);
  const text = `worker ${successor.id} did not come up: ${textOf(gather)}; worker ${old.id} goes on`;
  control.conclude(order, { ...failed(text), tally: gather.tally });
}

/** FANOUT-TIMEOUT: one that does not even say that it drains has until `worker_timeout`. */
function drain(control: Control, now: Micros, upgrade: Upgrade): void {
  const { order, old, successor } = upgrade;
  old.state = "stopping";
  control.progress(order, `worker ${successor.id} is up, worker ${old.id} is to drain`);
  const task = {
    order,
    requests: [request("softStop")],
    deadline: control.workerDeadline(now),
    progress(at: Micros, worker: number, gather: Gather): void {
      control.progress(order, `worker ${worker} is draining`);
      gather.deadline = at + drainMicrosMax;
    },
    conclude(at: Micros, gather: Gather): void {
      if (gather.tally.ok === 0) end(control, at, old);
      else control.bury(at, old);
      succeed(control, upgrade, gather);
    },
  };
  control.scatter(now, task, [old]);
}

/** The place is taken; FANOUT-ERRORS-SHOW: an old worker that did not stop by itself is told. */
function succeed(control: Control, { order, old, successor }: Upgrade, gather: Gather): void {
  const done = `worker ${successor.id} has the place of worker ${old.id}`;
  const { tally } = gather;
  const part = gather.part(old.id);
  if (part?.state === "ok") {
    control.conclude(order, { outcome: "ok", message: done, tally });
  } else {
    const fault = part === undefined ? "it died meanwhile" : part.text;
    control.conclude(order, {
      outcome: "errors",
      message: `${done}, with errors: ${fault}`,
      tally,
    });
  }
  control.announce(create(EventSchema, { kind: EventKind.WORKER_UPGRADED }));
}

function end(control: Control, now: Micros, link: WorkerLink): void {
  control.host.kill(link.name);
  control.bury(now, link);
}

function textOf({ parts }: Gather): string {
  return parts[0]?.text ?? "";
}

function request(verb: "status" | "softStop"): Request {
  return create(RequestSchema, { requestType: { case: verb, value: {} } });
}
