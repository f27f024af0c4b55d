import type { Family } from "../family.ts";
import { FlowChecker } from "./flow-checker.ts";
import { stallBudget } from "./stall-budget.ts";
import { StallChecker } from "./stall-checker.ts";

export const flowFamily: Family = {
  name: "FLOW",
  rules: ["FLOW-STREAM", "FLOW-CREDIT", "FLOW-SETTINGS", "FLOW-STALL"],
  effects: ({ verdicts, constants, world }) => [
    new FlowChecker(verdicts, constants.slackMicros),
    new StallChecker(verdicts, stallBudget(world.boot, constants.http2.stall)),
  ],
};
