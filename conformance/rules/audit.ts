import type { Rule } from "./rule.ts";

/** The AUDIT family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const auditRules: readonly Rule[] = [
  {
    id: "AUDIT-ROW",
    level: "MUST",
    statement:
      "Every operator-initiated transition leaves an audit row: instant, verb, target, levels, client_id, reason, actor (pid, uid, session), outcome.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "AUDIT-CANONICAL",
    level: "MUST",
    statement:
      "One operator request leaves exactly one row with its outcome, whatever the number of workers.",
    where: ["outside"],
    source: "D",
    contested:
      "2.x writes an attempt row and a completion row; a row marked as an attempt does not count.",
  },
  {
    id: "AUDIT-FANOUT",
    level: "MUST",
    statement: "That row tells how many workers accepted, refused or stayed silent.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "AUDIT-REFUSED",
    level: "SHOULD",
    statement: "Refusals are audited too, the master's own included.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "AUDIT-NO-FORGERY",
    level: "MUST",
    statement:
      "No client_id, reason, cluster id, path, process name or worker message can forge or split a column or a line: in key=value formats , =, C0/C1, U+2028/2029, BOM and all bidi controls are neutralised; in JSON escaping suffices.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "AUDIT-BOUNDS",
    level: "MUST",
    statement:
      "client_id is cut at 64 and reason at 256 code points in the row; a cut mark does not count.",
    where: ["outside"],
    source: "C",
  },
];
