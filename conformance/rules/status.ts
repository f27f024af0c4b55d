import type { Rule } from "./rule.ts";

/** The STATUS family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const statusRules: readonly Rule[] = [
  {
    id: "STATUS-WORKER",
    level: "MUST",
    statement:
      "Each worker answers configured, effective after, effective before, live lease count; a no-op has before == after.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "STATUS-PER-WORKER",
    level: "MUST",
    statement:
      "The aggregate carries each answering worker's own values, keyed by worker id, and only workers that succeeded.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "STATUS-MASTER-LEASES",
    level: "MUST",
    statement:
      "The master leases too: its configured/effective/previous in the aggregate follow the same rules.",
    where: ["outside"],
    source: "D",
    contested:
      "the schema of 2.3.3 withdraws the sentence; a target may elect masterLeases: no and is then judged to report its floor.",
  },
];
