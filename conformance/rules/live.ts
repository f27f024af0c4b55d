import type { Rule } from "./rule.ts";

/** The LIVE family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const liveRules: readonly Rule[] = [
  {
    id: "LIVE-ENDS",
    level: "MUST",
    statement:
      "Every admitted request ends in an answer, a reset or a close; no session outlives its last byte in either direction by more than its timers nor, with no exchange or tunnel open, its client's FIN by more than one of them; no machine is woken more than 10,000 times at one instant without taking a byte, connection or message.",
    where: ["outside", "probe"],
    source: "→",
  },
  {
    id: "LIVE-NO-CRASH",
    level: "MUST",
    statement: "No input from any peer crashes, wedges or throws out of the proxy.",
    where: ["outside"],
    source: "S",
  },
  {
    id: "LIVE-NO-BLOCK",
    level: "MUST",
    statement:
      "No file, path or peer makes the master wait: loads and stores are bounded in time and size, special files refused.",
    where: ["outside"],
    source: "C",
  },
];
