import type { Rule } from "./rule.ts";

/** The LABEL family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const labelRules: readonly Rule[] = [
  {
    id: "LABEL-FILTER",
    level: "MUST",
    statement:
      "Process and frontend keep no label, cluster keeps cluster_id, backend keeps both; a label is never invented; no back-end label without its cluster. Governs counters, histograms, set gauges and the increment of a paired gauge; its decrement follows GAUGE-LABEL-STABLE. An emission is filed in exactly one row.",
    where: ["outside", "probe"],
    source: "D C",
  },
  {
    id: "LABEL-LEVEL-NOW",
    level: "MUST",
    statement: "A counter is filed with the effective level in force at emission.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "LABEL-TOTALS",
    level: "SHOULD",
    statement:
      "The same scenario with and without level changes gives the same totals over all rows of each counter.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "LABEL-ROW-LIFETIME",
    level: "SHOULD",
    statement:
      "A removed cluster's or back end's rows stay until the last thing in flight that names them has ended, then go and do not come back until re-added.",
    where: ["outside"],
    source: "C",
  },
];
