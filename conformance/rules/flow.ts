import type { Rule } from "./rule.ts";

/** The FLOW family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const flowRules: readonly Rule[] = [
  {
    id: "FLOW-STREAM",
    level: "MUST",
    statement:
      "DATA sent never exceeds the peer's credit, per stream and per connection, separately for each leg.",
    where: ["outside"],
    source: "RFC 9113 §5.2",
  },
  {
    id: "FLOW-CREDIT",
    level: "MUST",
    statement:
      "Every received DATA byte (padding included) is credited back at connection level, whatever became of its stream: at rest what is received and not credited is at most half the connection window, and no peer that owes us nothing faces a window of 0.",
    where: ["outside"],
    source: "RFC 9113 §5.2",
  },
  {
    id: "FLOW-SETTINGS",
    level: "MUST",
    statement:
      "A peer's INITIAL_WINDOW_SIZE changes only the streams of that peer's connection; windows may go negative.",
    where: ["outside"],
    source: "RFC 9113 §6.9.2",
  },
  {
    id: "FLOW-STALL",
    level: "SHOULD",
    statement:
      "A peer that keeps its window shut, or drips below the honest rate, loses the stream within D (+ one timer); a reader at or above the honest rate does not; between them no verdict.",
    where: ["outside"],
    source: "C",
  },
];
