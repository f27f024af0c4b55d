import type { Rule } from "./rule.ts";

/** The ROUTE family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const routeRules: readonly Rule[] = [
  {
    id: "ROUTE-MATCH",
    level: "MUST",
    statement:
      "Host exact before the others, wildcard and regex in an elected order, default last; hosts compare case-insensitively; the path is compared without its query: equals before longest prefix before regex, as the position (pre, tree, post) says; method respected.",
    where: ["outside"],
    source: "C RFC 9110 §4.2.3",
  },
  {
    id: "ROUTE-400",
    level: "MUST",
    statement:
      "A bad authority: on H1 400; on H2 a stream error PROTOCOL_ERROR, which a 400 may precede.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "ROUTE-401",
    level: "MUST",
    statement: "Denied or unauthorised: 401 with WWW-Authenticate.",
    where: ["outside"],
    source: "C RFC 9110 §15.5.2",
  },
  {
    id: "ROUTE-404",
    level: "MUST",
    statement: "No frontend: 404.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "ROUTE-421",
    level: "MUST",
    statement:
      "An authority that the certificate served does not cover: 421. Covered but other than the SNI is served.",
    where: ["outside"],
    source: "C RFC 9113 §9.1.1",
  },
  {
    id: "ROUTE-429",
    level: "MUST",
    statement:
      "Per-IP limit reached: 429 with Retry-After; the place comes back on every kind of close.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "ROUTE-503",
    level: "MUST",
    statement: "No usable back end: 503.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "ROUTE-REDIRECT",
    level: "MUST",
    statement: "Redirects answer 301/302/308 with the right Location.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "ROUTE-EDITS",
    level: "MUST",
    statement: "Header edits are applied once per request, however many attempts it takes.",
    where: ["outside"],
    source: "C",
  },
];
