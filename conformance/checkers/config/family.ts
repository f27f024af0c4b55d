import type { Family } from "../family.ts";
import { ConfigChecker } from "./config-checker.ts";

/** CONFIG-REMOVE speaks of requests on their way: it needs traffic. */
export const configFamily: Family = {
  name: "CONFIG",
  rules: [
    "CONFIG-REJECTED",
    "CONFIG-UPSERT",
    "CONFIG-RESTART",
    "CONFIG-SAVED",
    "CONFIG-LOAD-ONLY",
    "CONFIG-LOAD-TELLS",
  ],
  effects: ({ world, hasMaster, verdicts }) =>
    hasMaster ? [new ConfigChecker(world.boot, verdicts)] : [],
};
