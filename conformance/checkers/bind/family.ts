// Who may renew and clear a lease. What a single worker decides is judged with its leases.
import type { Family } from "../family.ts";
import { MasterFillsChecker } from "./master-fills-checker.ts";
import { OwnershipChecker } from "./ownership-checker.ts";

export const bindFamily: Family = {
  name: "BIND",
  rules: [
    "BIND-MASTER-FILLS",
    "BIND-CLEAR-MATCH",
    "BIND-BOTH-HALVES",
    "BIND-STICKS",
    "BIND-UNKNOWN-OPEN",
    "BIND-NO-CREDENTIALS",
    "BIND-RENEW-MATCH",
    "BIND-OWNER-WORKS",
    "BIND-SECOND-CONNECTION",
    "BIND-ONE-OWNER",
    "BIND-FREE-AFTER-EXPIRY",
    "BIND-NO-ECHO",
    "BIND-ULID-FORMS",
    "BIND-TAKEOVER",
  ],
  messages: ({ hasMaster, verdicts }) => (hasMaster ? [new MasterFillsChecker(verdicts)] : []),
  effects: ({ hasMaster, constants, verdicts }) =>
    hasMaster ? [new OwnershipChecker(constants, verdicts)] : [],
};
