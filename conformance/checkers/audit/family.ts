// What the audit trail says of every request that changes something.
import type { Family } from "../family.ts";
import { AuditChecker } from "./audit-checker.ts";

export const auditFamily: Family = {
  name: "AUDIT",
  rules: [
    "AUDIT-ROW",
    "AUDIT-CANONICAL",
    "AUDIT-FANOUT",
    "AUDIT-REFUSED",
    "AUDIT-NO-FORGERY",
    "AUDIT-BOUNDS",
  ],
  effects: ({ hasMaster, constants, verdicts }) =>
    hasMaster ? [new AuditChecker(constants.audit, verdicts)] : [],
};
