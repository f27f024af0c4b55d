// What the access log says of each request, and what is counted of it.
import { accessFormat } from "../../model/access/formats.ts";
import type { Family } from "../family.ts";
import { LogChecker } from "./log-checker.ts";

export const logFamily: Family = {
  name: "LOG",
  rules: [
    "LOG-EXACTLY-ONE",
    "LOG-STATUS",
    "LOG-ERROR",
    "LOG-MESSAGE",
    "LOG-PROTOCOL",
    "LOG-TAGS",
    "LOG-ATTRIBUTION",
    "LOG-FIELDS",
    "LOG-TIMES",
    "LOG-RTT",
    "LOG-METRICS-ONCE",
    "LOG-UNSENT",
  ],
  effects: ({ constants, floor, verdicts }) => {
    const written = accessFormat(constants.access.format);
    const roundingMicros = written.roundingMicros + constants.access.clocksApartMicros;
    const format = { ...written, roundingMicros };
    const { wallStartMicros } = constants.audit;
    return [new LogChecker({ format, wallStartMicros, floor }, verdicts)];
  },
};
