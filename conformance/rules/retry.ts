import type { Rule } from "./rule.ts";

/** The RETRY family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const retryRules: readonly Rule[] = [
  {
    id: "RETRY-BOUND",
    level: "MUST",
    statement:
      "At most the configured number of connection attempts per request; then 503 (504 if the last attempt timed out); the count never wraps.",
    where: ["outside", "probe"],
    source: "C S",
  },
  {
    id: "RETRY-SAFE",
    level: "MUST",
    statement:
      "A non-idempotent request is retried only while no byte of it was accepted by a back-end connection, or the back end proved that it was not processed. An idempotent one may (the target elects retryIdempotent; the reference: yes) be sent once more when a *reused* connection closed before the first byte of an answer; never after back_timeout.",
    where: ["outside"],
    source: "C RFC 9110 §9.2.2",
  },
  {
    id: "RETRY-BACKOFF",
    level: "SHOULD",
    statement:
      "A back end is not chosen within 1 s of its failure while another candidate exists, whatever the way it failed (refused, reset, connect timeout).",
    where: ["outside"],
    source: "C",
  },
];
