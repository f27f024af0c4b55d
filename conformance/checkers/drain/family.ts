import type { Family } from "../family.ts";
import { DeadlineChecker } from "./deadline-checker.ts";
import { FinishesChecker } from "./finishes-checker.ts";
import { GoawayChecker } from "./goaway-checker.ts";
import { HardChecker } from "./hard-checker.ts";
import { NoNewChecker } from "./no-new-checker.ts";
import { QuiescedChecker } from "./quiesced-checker.ts";

export const drainFamily: Family = {
  name: "DRAIN",
  rules: [
    "DRAIN-NO-NEW",
    "DRAIN-FINISHES",
    "DRAIN-GOAWAY",
    "DRAIN-QUIESCED",
    "DRAIN-DEADLINE",
    "DRAIN-HARD",
  ],
  effects: (context) => [
    new NoNewChecker(context),
    new FinishesChecker(context),
    new GoawayChecker(context),
    new QuiescedChecker(context),
    new DeadlineChecker(context),
    new HardChecker(context),
  ],
};
