import type { Family } from "../family.ts";
import { GaugeChecker } from "./gauge-checker.ts";

export const gaugeFamily: Family = {
  name: "GAUGE",
  rules: ["GAUGE-FLAG", "GAUGE-CONSERVED", "GAUGE-NO-UNDERFLOW", "GAUGE-REST"],
  effects: ({ verdicts }) => [new GaugeChecker(verdicts)],
};
