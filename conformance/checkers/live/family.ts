import type { Family } from "../family.ts";
import { EndsChecker } from "./ends-checker.ts";
import { NoBlockChecker } from "./no-block-checker.ts";

export const liveFamily: Family = {
  name: "LIVE",
  rules: ["LIVE-ENDS", "LIVE-NO-CRASH", "LIVE-NO-BLOCK"],
  effects: ({ world, hasMaster, verdicts }) => [
    new EndsChecker(world.sessions, verdicts),
    ...(hasMaster ? [new NoBlockChecker(world.workerTimeoutMicros, verdicts)] : []),
  ],
};
