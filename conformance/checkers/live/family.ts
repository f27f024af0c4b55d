import type { Family } from "../family.ts";
import { NoBlockChecker } from "./no-block-checker.ts";

export const liveFamily: Family = {
  name: "LIVE",
  rules: ["LIVE-NO-BLOCK"],
  effects: ({ world, hasMaster, verdicts }) =>
    hasMaster ? [new NoBlockChecker(world.workerTimeoutMicros, verdicts)] : [],
};
