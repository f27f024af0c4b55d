// The two stops. A soft one waits for the workers to drain, a hard one for at most worker_timeout.
// Either way every request that is still open gets its terminal reply before the master leaves.

import { create, EventKind, EventSchema } from "../../wire/index.ts";
import { cutMicros, drainMicrosMax } from "../bounds.ts";
import type { Micros } from "../host.ts";
import type { Control } from "./control.ts";
import type { Gather } from "./gather.ts";
import { failed, type Order } from "./order.ts";
import { outcomeOf } from "./outcome.ts";

export function softStop(control: Control, now: Micros, order: Order): void {
  if (control.isStopping) {
    control.conclude(order, failed("the proxy is stopping already"));
    return;
  }
  stop(control, now, { order, lingerMicros: cutMicros });
}

/** Also while a soft stop is under way: it is the way to end one that hangs. */
export function hardStop(control: Control, now: Micros, order: Order): void {
  // DRAIN-HARD: a second one would end the first before its workers have answered.
  if (control.isStoppingHard) {
    control.conclude(order, failed("the proxy is stopping already"));
    return;
  }
  control.isStoppingHard = true;
  stop(control, now, { order, lingerMicros: 0 });
}

interface Stop {
  readonly order: Order;
  /** How long a client that reads slowly may hold up the end. */
  readonly lingerMicros: Micros;
}

function stop(control: Control, now: Micros, { order, lingerMicros }: Stop): void {
  control.isStopping = true;
  for (const link of control.fleet.living()) link.state = "stopping";
  control.progress(order, "stopping the workers");
  control.announce(create(EventSchema, { kind: EventKind.SOZU_STOP_REQUESTED }));
  control.scatter(now, {
    order,
    requests: [order.request],
    deadline: control.workerDeadline(now),
    progress(at, worker, gather) {
      control.progress(order, `worker ${worker} is stopping`);
      // A worker that drains is not silent: it has until the end of the drain.
      const part = gather.part(worker);
      if (lingerMicros > 0 && part !== undefined) gather.waitFor(part, at + drainMicrosMax);
    },
    conclude(at, gather) {
      if (lingerMicros > 0 && control.isStoppingHard) finish(control, order, gather);
      else leave(control, at, { order, lingerMicros }, gather);
    },
  });
}

/** FANOUT-COUNTED: a soft stop that a hard one cuts short leaves it to that one to end what is left. */
function finish(control: Control, order: Order, gather: Gather): void {
  const nobody = gather.parts.length === 0;
  const conclusion = nobody
    ? { outcome: "ok" as const, message: "stopped; no worker was there to be asked" }
    : outcomeOf(gather, "stopped");
  control.conclude(order, conclusion);
}

/** DRAIN-HARD, DRAIN-DEADLINE: what is left is ended, and everybody is told. */
function leave(control: Control, now: Micros, { order, lingerMicros }: Stop, gather: Gather): void {
  const exitAt = now + lingerMicros;
  control.exitAt = Math.min(control.exitAt ?? exitAt, exitAt);
  control.fanOut.expireAll(now);
  control.files.endAll(now);
  finish(control, order, gather);
  for (const link of control.fleet.living()) {
    if (gather.part(link.id)?.state !== "ok") control.host.kill(link.name);
  }
}
