import type { Family } from "../family.ts";
import { GaugeChecker } from "./gauge-checker.ts";

export const gaugeFamily: Family = {
  name: "GAUGE",
  rules: [
    "GAUGE-COUNT-ONCE",
    "GAUGE-FLAG",
    "GAUGE-RELEASE-ONCE",
    "GAUGE-REENTRY",
    "GAUGE-CONSERVED",
    "GAUGE-NO-UNDERFLOW",
    "GAUGE-REST",
    "GAUGE-INTERIM",
    "GAUGE-LABEL-STABLE",
    "GAUGE-BACKEND",
    "GAUGE-H2",
    "GAUGE-CLEAR",
    "GAUGE-SUM",
  ],
  effects: ({ verdicts }) => [new GaugeChecker(verdicts)],
};
