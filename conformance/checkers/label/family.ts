// In which rows metrics are filed: the gauge of every back end as the control plane shows it, and the
// counter of records as requests move it. That levels change no total is judged by a twin of the run.
import type { Family } from "../family.ts";
import { FilterChecker } from "./filter-checker.ts";
import { RowsChecker } from "./rows-checker.ts";

export const labelFamily: Family = {
  name: "LABEL",
  rules: ["LABEL-FILTER", "LABEL-LEVEL-NOW", "LABEL-TOTALS", "LABEL-ROW-LIFETIME"],
  effects: ({ floor, constants: { metrics }, verdicts }) => [
    ...(metrics.backendGauge === undefined
      ? []
      : [new FilterChecker(floor, metrics.backendGauge, verdicts)]),
    ...(metrics.recordCounter === undefined
      ? []
      : [new RowsChecker(floor, metrics.recordCounter, verdicts)]),
  ],
};
