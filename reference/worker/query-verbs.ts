// The metrics verbs of a worker: what it knows about itself, and whether it goes on collecting.

import type { MetricsConfiguration, QueryMetricsOptions } from "../../wire/index.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import { availableMetricsMessage, workerMetricsMessage } from "../metrics/message.ts";
import { accepted, refused, type Answer } from "./answer.ts";
import { metricsOrderOf } from "./metrics-orders.ts";

/** METRICS-FILTERS: an unknown id yields an error, never another's rows. */
export function queryMetrics(options: QueryMetricsOptions, metrics: Aggregator): Answer {
  const answer = metrics.query(options);
  if (answer.kind === "names") {
    const value = availableMetricsMessage(answer.names);
    return accepted("", { case: "availableMetrics", value });
  }
  const content = {
    case: "workerMetrics",
    value: workerMetricsMessage(answer.metrics),
  } as const;
  if (answer.unknown.length === 0) return accepted("", content);
  return { ...refused(`${answer.unknown.length} of the ids are not known here`), content };
}

export function configureMetrics(order: MetricsConfiguration, metrics: Aggregator): Answer {
  const known = metricsOrderOf(order);
  if (known === undefined) return refused(`no metrics configuration has number ${order}`);
  metrics.configure(known);
  return accepted();
}
