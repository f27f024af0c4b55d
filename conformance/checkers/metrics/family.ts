// What the metrics of a fleet say of it, as far as the control plane shows them.
import type { Family } from "../family.ts";
import { QueryChecker } from "./query-checker.ts";

export const metricsFamily: Family = {
  name: "METRICS",
  rules: ["METRICS-FILTERS", "METRICS-MERGE"],
  effects: ({ hasMaster, verdicts }) => (hasMaster ? [new QueryChecker(verdicts)] : []),
};
