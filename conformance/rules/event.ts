import type { Rule } from "./rule.ts";

/** The EVENT family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const eventRules: readonly Rule[] = [
  {
    id: "EVENT-ON-CHANGE",
    level: "MUST",
    statement:
      "Every change of a worker's effective level caused by apply, renewal or clear emits one METRIC_DETAIL_CHANGED for that worker.",
    where: ["outside"],
    source: "C",
    contested: "seed 1 says worker-local transitions are not surfaced yet; releases since 2.0 do.",
  },
  {
    id: "EVENT-CONTENT",
    level: "MUST",
    statement:
      "Every METRIC_DETAIL_CHANGED that names a worker carries the level before, the level after and the client_id. (A reason goes to the audit row; the event has no field for it.)",
    where: ["outside"],
    source: "D",
  },
  {
    id: "EVENT-NO-NOOP",
    level: "MUST",
    statement: "A renewal or clear that leaves effective unchanged emits no METRIC_DETAIL_CHANGED.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "EVENT-CHAIN",
    level: "MUST",
    statement:
      "Per worker process, between two consecutive level events E1, E2 seen by one subscriber E2.before = E1.after, unless the target emits no expiry events and a lease known to exist expired in between. A subscription older than the worker's first lease starts at configured.",
    where: ["outside"],
    source: "→",
  },
  {
    id: "EVENT-EXPIRY",
    level: "SHOULD",
    statement:
      "An expiry that changes effective emits one event with kind lease_tick_expired and no client_id, however many leases it retired.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "EVENT-PROMPT",
    level: "SHOULD",
    statement:
      "The master writes an event to its subscribers in the turn in which its cause reached it (live: within 1 s, no other client sending).",
    where: ["outside"],
    source: "C",
  },
  {
    id: "EVENT-UNSUBSCRIBED",
    level: "MUST",
    statement: "A connection that did not subscribe never gets an event.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "EVENT-SLOW-SUBSCRIBER",
    level: "MUST",
    statement:
      "What is held for a subscriber that does not read stays within the buffer limit; it is cut off or loses events; nobody else loses or waits.",
    where: ["outside", "probe"],
    source: "C",
  },
];
