import type { Rule } from "./rule.ts";

/** The GAUGE family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const gaugeRules: readonly Rule[] = [
  {
    id: "GAUGE-COUNT-ONCE",
    level: "MUST",
    statement:
      "http.active_requests takes +1 exactly when a request head is accepted, and the slot is marked counted.",
    where: ["outside", "probe"],
    source: "S",
  },
  {
    id: "GAUGE-FLAG",
    level: "MUST",
    statement: "The counted flag is set only by admission and cleared only by the release.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "GAUGE-RELEASE-ONCE",
    level: "MUST",
    statement:
      "It takes −1 exactly once per counted request, with that request's final access log; never for an uncounted slot.",
    where: ["outside", "probe"],
    source: "S",
  },
  {
    id: "GAUGE-REENTRY",
    level: "MUST",
    statement: "A second log of one slot moves no gauge.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "GAUGE-CONSERVED",
    level: "MUST",
    statement: "Always: http.active_requests == number of counted slots == Σ(+1) − Σ(−1).",
    where: ["probe"],
    source: "S",
  },
  {
    id: "GAUGE-NO-UNDERFLOW",
    level: "MUST",
    statement:
      "No gauge is ever driven below zero. P: each delta is a probe (series, delta, before, after) checked by an independent ledger. W: no clamp fires, no underflow is logged, and with n requests parked the gauge never reads below n.",
    where: ["outside", "probe"],
    source: "S",
  },
  {
    id: "GAUGE-REST",
    level: "MUST",
    statement: "With no connection open, every lifecycle gauge reads 0.",
    where: ["outside"],
    source: "→",
  },
  {
    id: "GAUGE-INTERIM",
    level: "MUST",
    statement: "1xx answers neither log nor release.",
    where: ["outside", "probe"],
    source: "S",
  },
  {
    id: "GAUGE-LABEL-STABLE",
    level: "MUST",
    statement:
      "For every series of a paired gauge, value == live things whose increment was filed there, whatever happened to the effective level in between; the sum over series == live things. (Storing full resolution and folding at read satisfies this if every answer does.)",
    where: ["outside", "probe"],
    source: "→",
  },
  {
    id: "GAUGE-BACKEND",
    level: "MUST",
    statement:
      "backend.connections, backend.pool.size and connections_per_backend equal the live back-end sockets, per series, on every close path (failed dial, reset, GOAWAY, timeout, upgrade, tunnel end, drain).",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "GAUGE-H2",
    level: "MUST",
    statement:
      "h2.connection.{active_streams,window_bytes,pending_window_updates} equal the sum over live connections and return to 0.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "GAUGE-CLEAR",
    level: "MUST",
    statement:
      "Clearing, disabling or re-enabling metrics, or removing a cluster or back end, never makes a later paired decrement underflow; right after any of these a paired gauge reads the number of live things.",
    where: ["outside", "probe"],
    source: "C",
  },
  {
    id: "GAUGE-SUM",
    level: "MUST",
    statement: "A gauge fed by several connections is their sum, never the last writer.",
    where: ["outside"],
    source: "C",
  },
];
