// What the metrics of a fleet say of it, as far as the control plane shows them.
import type { Family } from "../family.ts";
import { DistributionChecker } from "./distribution-checker.ts";
import { QueryChecker } from "./query-checker.ts";
import { SinkChecker } from "./sink-checker.ts";

export const metricsFamily: Family = {
  name: "METRICS",
  rules: ["METRICS-FILTERS", "METRICS-MERGE", "METRICS-HISTOGRAM", "METRICS-SINK"],
  effects: ({ hasMaster, verdicts, constants, world: { statsd, workerTimeoutMicros } }) => {
    if (!hasMaster) return [];
    const { gatherTime } = constants.metrics;
    return [
      new QueryChecker(verdicts),
      ...(gatherTime === undefined
        ? []
        : [new DistributionChecker(gatherTime, workerTimeoutMicros, verdicts)]),
      ...(statsd === undefined ? [] : [new SinkChecker(statsd, verdicts)]),
    ];
  },
};
