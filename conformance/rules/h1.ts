import type { Rule } from "./rule.ts";

/** The H1 family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const h1Rules: readonly Rule[] = [
  {
    id: "H1-PIPELINE",
    level: "MUST",
    statement:
      "Pipelined requests are split, routed and answered in order, bodiless ones included.",
    where: ["outside"],
    source: "RFC 9112 §9.3",
  },
  {
    id: "H1-SMUGGLING",
    level: "MUST",
    statement:
      "Differing content-lengths, bad chunk sizes, space before the colon, an empty or invalid field name, a NUL, Transfer-Encoding not ending in chunked are refused with 400 (501 or 422 for an unknown transfer coding) and close. Accepted instead, if forwarded normalised: bare LF ending a head line (as CRLF), bare CR and obs-fold (as SP). HTTP/1.0 with Transfer-Encoding: refused, or framed by it and closed after. CL together with TE: refused, or forwarded with TE alone and the connection closed after the answer. No byte of one request is ever forwarded as part of another. The reference refuses all of these.",
    where: ["outside"],
    source: "RFC 9112 §6",
  },
  {
    id: "H1-HOST",
    level: "MUST",
    statement:
      "No Host in HTTP/1.1, several Host lines in any version, or an invalid one: 400. HTTP/1.0 without Host: routed by absolute-form or default, else answered 400 or 404. Exactly one Host is forwarded.",
    where: ["outside"],
    source: "RFC 9112 §3.2",
  },
  {
    id: "H1-INTERIM",
    level: "MUST",
    statement:
      "Any 1xx (except 101) is interim; the final answer follows on the same exchange, also when both arrive in one segment, whatever their size.",
    where: ["outside"],
    source: "RFC 9110 §15.2",
  },
  {
    id: "H1-KEEPALIVE",
    level: "MUST",
    statement:
      "A second request on a connection gets the answer, labels and timers it would get on a new one, for every back-end protocol; an idle keep-alive connection is closed without an unsolicited 408.",
    where: ["outside"],
    source: "RFC 9112 §9",
  },
  {
    id: "H1-HALF-CLOSE",
    level: "SHOULD",
    statement: "A client that half-closes after a complete request still gets its answer.",
    where: ["outside"],
    source: "RFC 9112 §9.6",
  },
  {
    id: "H1-UPGRADE",
    level: "MUST",
    statement:
      "101 is accepted only when the client asked; it turns the connection into a tunnel that conserves bytes in both directions through half-closes; every gauge it held is released when the tunnel ends, whoever ends it.",
    where: ["outside"],
    source: "C",
  },
];
