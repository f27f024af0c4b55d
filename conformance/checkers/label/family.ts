// In which rows metrics are filed, as far as the control plane shows it: what a request emits is
// shown by traffic only.
import type { Family } from "../family.ts";
import { FilterChecker } from "./filter-checker.ts";

export const labelFamily: Family = {
  name: "LABEL",
  rules: ["LABEL-FILTER"],
  effects: ({ floor, constants: { metrics }, verdicts }) =>
    metrics.backendGauge === undefined
      ? []
      : [new FilterChecker(floor, metrics.backendGauge, verdicts)],
};
