// What workers hold, for how long, and what they say of it.
import type { Family } from "../family.ts";
import { EchoChecker } from "./echo-checker.ts";
import { LeasesChecker } from "./leases-checker.ts";
import { PersistenceChecker } from "./persistence-checker.ts";
import { WordingChecker } from "./wording-checker.ts";

export const leaseFamily: Family = {
  name: "LEASE",
  rules: [
    "LEASE-EFFECTIVE-MAX",
    "LEASE-EFFECTIVE-FLOOR",
    "LEASE-FLOOR-STATIC",
    "LEASE-APPLY-STORES",
    "LEASE-CLEAR-FALSE",
    "LEASE-RENEW-REPLACES",
    "LEASE-RENEW-SHORTENS",
    "LEASE-RENEWER-HOLDS",
    "LEASE-INDEPENDENT",
    "LEASE-ID-REQUIRED",
    "LEASE-DETAIL-REQUIRED",
    "LEASE-DETAIL-VALID",
    "LEASE-FAILURE-INERT",
    "LEASE-TTL-DEFAULT",
    "LEASE-TTL-ZERO-WARNS",
    "LEASE-TTL-MAX",
    "LEASE-TTL-NO-FANOUT",
    "LEASE-ID-BYTES",
    "LEASE-CAP",
    "LEASE-NEVER-EARLY",
    "LEASE-EXPIRES",
    "LEASE-EXPIRY-TIE",
    "LEASE-CRASH-SAFE",
    "LEASE-CLEAR-OWN",
    "LEASE-CLEAR-UNKNOWN",
    "LEASE-CLEAR-IGNORES",
    "LEASE-WORKER-DEATH",
    "LEASE-COUNT",
    "LEASE-NOT-PERSISTED",
  ],
  messages: ({ hasMaster, constants, verdicts }) =>
    hasMaster
      ? [
          new WordingChecker(constants, verdicts),
          new EchoChecker(verdicts),
          new PersistenceChecker(verdicts),
        ]
      : [],
  effects: ({ floor, constants, verdicts }) => [new LeasesChecker(floor, constants, verdicts)],
};
