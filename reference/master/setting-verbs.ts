// The verbs that change how the processes behave without being configuration: what is logged, and
// whether metrics are collected. The master does to itself what it asks of its workers.

import { create, EventKind, EventSchema } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { logLevels } from "../log.ts";
import { metricsOrderOf } from "../worker/metrics-orders.ts";
import type { Control } from "./control.ts";
import { failed, misplaced, type Order } from "./order.ts";
import { outcomeOf } from "./outcome.ts";

export function logging(control: Control, now: Micros, order: Order): void {
  const type = order.request.requestType;
  if (type.case !== "logging") throw misplaced(order);
  if (!control.log.setThreshold(type.value)) {
    const known = logLevels.join(", ").toLowerCase();
    control.conclude(order, failed(`the log levels are ${known}`));
    return;
  }
  change(control, now, order, {
    done: "log level set",
    kind: EventKind.LOGGING_LEVEL_CHANGED,
  });
}

export function configureMetrics(control: Control, now: Micros, order: Order): void {
  const type = order.request.requestType;
  if (type.case !== "configureMetrics") throw misplaced(order);
  const metricsOrder = metricsOrderOf(type.value);
  if (metricsOrder === undefined) {
    control.conclude(order, failed(`no metrics configuration has number ${type.value}`));
    return;
  }
  control.metrics.configure(metricsOrder);
  change(control, now, order, { done: "metrics configured", kind: EventKind.METRICS_CONFIGURED });
}

interface Change {
  readonly done: string;
  readonly kind: EventKind;
}

function change(control: Control, now: Micros, order: Order, { done, kind }: Change): void {
  control.progress(order, "asking the workers");
  control.scatter(now, {
    order,
    requests: [order.request],
    deadline: control.workerDeadline(now),
    conclude(_at, gather) {
      const conclusion = outcomeOf(gather, done);
      control.conclude(order, conclusion);
      if (conclusion.outcome !== "failure") control.announce(create(EventSchema, { kind }));
    },
  });
}
