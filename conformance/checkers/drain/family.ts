import type { Family } from "../family.ts";
import { DeadlineChecker } from "./deadline-checker.ts";
import { FinishesChecker } from "./finishes-checker.ts";
import { GoawayChecker } from "./goaway-checker.ts";
import { HardChecker } from "./hard-checker.ts";
import { InFlight } from "./in-flight.ts";
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
  effects: (context) => {
    const inFlight = new InFlight(context.traffic);
    return [
      new NoNewChecker(context),
      new FinishesChecker(context, inFlight),
      new GoawayChecker(context),
      new QuiescedChecker(context, inFlight),
      new DeadlineChecker(context),
      new HardChecker(context),
    ];
  },
};
