import type { Rule } from "./rule.ts";

/** The TIMEOUT family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const timeoutRules: readonly Rule[] = [
  {
    id: "TIMEOUT-REQUEST",
    level: "MUST",
    statement:
      "No complete head within request_timeout of accept (first request) or of its first byte (later ones): on H1 408 and close (a target may elect close alone), on H2 GOAWAY and close, in [T, T + 100 ms + slack]; slow drips do not extend it.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "TIMEOUT-CONNECT",
    level: "MUST",
    statement: "connect_timeout from the dial moves on to another back end or answers 503/504.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "TIMEOUT-BACKEND",
    level: "MUST",
    statement:
      "back_timeout runs while the back end owes bytes and the proxy is ready to take them: before the head 504; mid-body H1 closes at once, H2 resets the stream. Other streams live.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "TIMEOUT-IDLE-BACKEND",
    level: "MUST",
    statement: "An idle back-end connection timing out never closes the client's connection.",
    where: ["outside"],
    source: "C",
  },
];
