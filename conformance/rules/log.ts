import type { Rule } from "./rule.ts";

/** The LOG family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const logRules: readonly Rule[] = [
  {
    id: "LOG-EXACTLY-ONE",
    level: "MUST",
    statement:
      "Each admitted request yields exactly one final record. A head that was never admitted but was answered (400, 408) yields exactly one record, which releases nothing. A slot that was neither yields none.",
    where: ["outside", "probe"],
    source: "S",
  },
  {
    id: "LOG-STATUS",
    level: "MUST",
    statement:
      "Each record bumps one bucket (1xx…5xx, other, none) and, for 200 201 204 301 302 304 400 401 403 404 408 413 429 500 502 503 504 507, the per-code counter.",
    where: ["outside"],
    source: "S C",
  },
  {
    id: "LOG-ERROR",
    level: "MUST",
    statement:
      "The error flag bumps http.errors once, with the request's cluster and back end. A polite close or a delivered answer is not an error; an answer cut short is.",
    where: ["outside"],
    source: "S C",
  },
  {
    id: "LOG-MESSAGE",
    level: "MUST",
    statement:
      "The caller's message wins; without one the timeout discriminator of the stream is logged, so a timeout 408/504 differs from a back-end 504.",
    where: ["outside", "probe"],
    source: "S",
  },
  {
    id: "LOG-PROTOCOL",
    level: "MUST",
    statement:
      'protocol is "http" or "https" as the listener is; any other listener logs "unknown" and an error line.',
    where: ["outside"],
    source: "S",
  },
  {
    id: "LOG-TAGS",
    level: "MUST",
    statement: "Tags are looked up by the host without its port, IPv6 literals included.",
    where: ["outside", "probe"],
    source: "RFC 3986",
    contested: "seed 2 cuts at the first colon.",
  },
  {
    id: "LOG-ATTRIBUTION",
    level: "MUST",
    statement:
      "Cluster, back end, status, request id, byte counts and times are this request's, also on a reused connection; absent where unknown, never the previous request's.",
    where: ["outside"],
    source: "S",
  },
  {
    id: "LOG-FIELDS",
    level: "MUST",
    statement:
      "Session and request id, client and back-end address, method, authority, path, status, reason, user agent, x-request-id, forwarded-for chain, TLS version, cipher, SNI and ALPN are this request's.",
    where: ["outside", "probe"],
    source: "S",
  },
  {
    id: "LOG-TIMES",
    level: "MUST",
    statement:
      "0 ≤ service time ≤ request time; response time only with a back-end answer; start is this request's.",
    where: ["outside"],
    source: "S",
  },
  {
    id: "LOG-RTT",
    level: "SHOULD",
    statement:
      "Client RTT is of the client's socket, server RTT of the back end that served it; never swapped.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "LOG-METRICS-ONCE",
    level: "MUST",
    statement: "Per-request timings and byte counts are filed once per record.",
    where: ["outside"],
    source: "S",
  },
  {
    id: "LOG-UNSENT",
    level: "MUST",
    statement: "A record that cannot be written bumps unsent-access-logs and changes nothing else.",
    where: ["probe", "outside"],
    source: "S",
  },
];
