import type { Family } from "../family.ts";
import { ConfigChecker } from "./config-checker.ts";
import { TrafficChecker } from "./traffic-checker.ts";

export const configFamily: Family = {
  name: "CONFIG",
  rules: [
    "CONFIG-REJECTED",
    "CONFIG-UPSERT",
    "CONFIG-REMOVE",
    "CONFIG-RESTART",
    "CONFIG-SAVED",
    "CONFIG-LOAD-ONLY",
    "CONFIG-LOAD-TELLS",
  ],
  effects: ({ world, hasMaster, verdicts, traffic, breaches }) =>
    hasMaster
      ? [
          new ConfigChecker(world.boot, verdicts),
          new TrafficChecker(
            world.origins ?? new Map<string, string>(),
            { traffic, breaches },
            verdicts,
          ),
        ]
      : [],
};
