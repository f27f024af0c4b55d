// What the fleet says of itself as a whole.
import type { Family } from "../family.ts";
import { AggregateChecker } from "./aggregate-checker.ts";
import { MasterLeasesChecker } from "./master-leases-checker.ts";

export const statusFamily: Family = {
  name: "STATUS",
  rules: ["STATUS-WORKER", "STATUS-PER-WORKER", "STATUS-MASTER-LEASES"],
  effects: ({ hasMaster, floor, constants, verdicts, exchanges }) =>
    hasMaster
      ? [
          new AggregateChecker(verdicts),
          new MasterLeasesChecker(floor, constants, verdicts, exchanges),
        ]
      : [],
};
