import type { Rule } from "./rule.ts";

/** The BODY family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const bodyRules: readonly Rule[] = [
  {
    id: "BODY-LENGTH-REQUEST",
    level: "MUST",
    statement:
      "H2 DATA that exceeds, or ends short of, content-length is a stream error PROTOCOL_ERROR. A 400 may precede the reset.",
    where: ["outside"],
    source: "RFC 9113 §8.1.1",
  },
  {
    id: "BODY-LENGTH-RESPONSE",
    level: "MUST",
    statement:
      "The same from an H2 back end: the client sees an error, never a silent truncation, and never a second head on a stream that had one.",
    where: ["outside"],
    source: "RFC 9113 §8.1.1",
  },
  {
    id: "BODY-TRUNCATED",
    level: "MUST",
    statement:
      "A back end that ends mid-message (length or chunked) is never presented as a complete message; one that ends a close-delimited message by FIN is.",
    where: ["outside"],
    source: "RFC 9112 §8",
  },
  {
    id: "BODY-CONSERVED",
    level: "MUST",
    statement: "Body bytes arrive unchanged, once, in order, for every pair of protocols.",
    where: ["outside"],
    source: "RFC 9110",
  },
  {
    id: "BODY-NONE",
    level: "MUST",
    statement:
      "Answers to HEAD, and 204 and 304, complete with their head, whatever content-length says, in every pairing.",
    where: ["outside"],
    source: "RFC 9110 §6.4.1",
  },
  {
    id: "BODY-ATTRIBUTION",
    level: "MUST",
    statement:
      "Bytes of exchange k reach request k only: a late, surplus or unsolicited answer is dropped (H1: with its connection; H2: alone), never given to another request.",
    where: ["outside"],
    source: "RFC 9112 §9.2",
  },
];
