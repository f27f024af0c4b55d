// The numbers of MetricsConfiguration and what they order.

import { MetricsConfiguration } from "../../wire/index.ts";
import type { MetricsOrder } from "../metrics/aggregator.ts";

/** Undefined: no such number. */
export function metricsOrderOf(configuration: MetricsConfiguration): MetricsOrder | undefined {
  switch (configuration) {
    case MetricsConfiguration.ENABLED:
      return "enable";
    case MetricsConfiguration.DISABLED:
      return "disable";
    case MetricsConfiguration.CLEAR:
      return "clear";
    default:
      return undefined;
  }
}
