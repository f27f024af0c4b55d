// How a request reaches the workers and what comes back. FANOUT-REQUESTER-GONE and FANOUT-ISOLATION are
// judged by twins: the same run without whoever misbehaves.
import type { Family } from "../family.ts";
import { FanoutChecker } from "./fanout-checker.ts";

export const fanoutFamily: Family = {
  name: "FANOUT",
  rules: [
    "FANOUT-ONE-TERMINAL",
    "FANOUT-REPLY-ORDER",
    "FANOUT-PIPELINED",
    "FANOUT-ERRORS-SHOW",
    "FANOUT-COUNTED",
    "FANOUT-ALL-REFUSED",
    "FANOUT-NOBODY",
    "FANOUT-TIMEOUT",
    "FANOUT-DEATH",
    "FANOUT-OLD-WORKER",
    "FANOUT-EXPANSION",
    "FANOUT-LARGE-REPLY",
    "FANOUT-REQUESTER-GONE",
    "FANOUT-ISOLATION",
  ],
  effects: ({ hasMaster, constants, world, verdicts }) => {
    if (!hasMaster) return [];
    const { slackMicros, expansionBytesMax } = constants;
    return [new FanoutChecker(verdicts, { ...world, slackMicros, expansionBytesMax })];
  },
};
