// The rules of the data plane that what clients and origins see is enough for. Any other is told from
// outside by the words of a case, or not at all (`fixtures/live/capabilities.yaml`).
import type { Scenario } from "../../../sim/index.ts";

/** A reset on the way may take with it what a proxy said last: H2-FLOOD-RESET is told by cases alone. */
export const trafficRules: ReadonlySet<string> = new Set([
  "BODY-CONSERVED",
  "BODY-ATTRIBUTION",
  "BODY-TRUNCATED",
  "BODY-NONE",
  "BODY-LENGTH-REQUEST",
  "BODY-LENGTH-RESPONSE",
  "FLOW-STREAM",
  "FLOW-CREDIT",
  "FLOW-SETTINGS",
  "FLOW-STALL",
  "H1-PIPELINE",
  "H1-SMUGGLING",
  "H1-HOST",
  "H1-INTERIM",
  "H1-KEEPALIVE",
  "H1-HALF-CLOSE",
  "H1-UPGRADE",
  "ROUTE-MATCH",
  "ROUTE-400",
  "ROUTE-401",
  "ROUTE-404",
  "ROUTE-421",
  "ROUTE-429",
  "ROUTE-503",
  "ROUTE-REDIRECT",
  "ROUTE-EDITS",
  "H2-REFUSED-HPACK",
  "H2-GOAWAY-CLIENT",
  "H2-GOAWAY-BACKEND",
  "H2-UNPROCESSED",
  "H2-CONCURRENCY",
  "H2-RESET-ISOLATED",
  "H2-CONVERT",
  "H2-FLOOD-MADE-RESET",
  "H2-FLOOD-CONTINUATION",
  "H2-FLOOD-PING",
  "H2-FLOOD-SETTINGS",
  "H2-FLOOD-EMPTY-DATA",
  "H2-FLOOD-HEADERS",
  "H2-FLOOD-WINDOW",
  "RETRY-BOUND",
  "RETRY-SAFE",
  "RETRY-BACKOFF",
  "TIMEOUT-REQUEST",
  "TIMEOUT-CONNECT",
  "TIMEOUT-BACKEND",
  "TIMEOUT-IDLE-BACKEND",
  "DRAIN-NO-NEW",
  "DRAIN-FINISHES",
  "DRAIN-GOAWAY",
  "DRAIN-QUIESCED",
  "DRAIN-DEADLINE",
  "DRAIN-HARD",
]);

/** H2-CONCURRENCY: whether there was room for a stream, buffers tell, and nobody sees those. */
const aboutBuffers: ReadonlySet<string> = new Set(["STREAM-BUFFERS", "STREAM-POOL-HALF"]);

export function trafficRulesOf({ rules }: Scenario): ReadonlySet<string> {
  if (!rules.some((rule) => aboutBuffers.has(rule))) return trafficRules;
  return new Set([...trafficRules].filter((rule) => rule !== "H2-CONCURRENCY"));
}
