import type { Rule } from "./rule.ts";

/** The DRAIN family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const drainRules: readonly Rule[] = [
  {
    id: "DRAIN-NO-NEW",
    level: "MUST",
    statement: "Soft stop: no new connection or request is taken.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "DRAIN-FINISHES",
    level: "MUST",
    statement: "The drain itself cuts no request in flight, uploads included, before the deadline.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "DRAIN-GOAWAY",
    level: "MUST",
    statement: "H2 clients get GOAWAY at the start and a final one with the last processed id.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "DRAIN-QUIESCED",
    level: "MUST",
    statement:
      "A drain does not wait for quiesced slots and does not cut others before the deadline.",
    where: ["outside", "probe"],
    source: "S",
  },
  {
    id: "DRAIN-DEADLINE",
    level: "MUST",
    statement: "At the deadline what is left is ended and released.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "DRAIN-HARD",
    level: "MUST",
    statement:
      "In the turn in which a worker handles a hard stop it ends everything; the master answers and ends with the last worker's answer, at the latest after worker_timeout (+ slack).",
    where: ["outside"],
    source: "C",
  },
];
