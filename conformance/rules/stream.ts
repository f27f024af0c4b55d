import type { Rule } from "./rule.ts";

/** The STREAM family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const streamRules: readonly Rule[] = [
  {
    id: "STREAM-OPEN",
    level: "MUST",
    statement: "A slot is open iff its state is neither Idle nor Recycle.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-LINKED-TOKEN",
    level: "MUST",
    statement:
      "A slot names a back-end token iff it is Linked, and the reverse index lists exactly those.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-NEW-CLEAN",
    level: "MUST",
    statement:
      "A new slot is Idle, uncounted, 0 attempts, no end-of-stream, 0 data received, window clamped to 2^31−1.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-REUSE-CLEAN",
    level: "MUST",
    statement: "The digest of a reused slot equals that of a new one.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-REUSE-ONLY-RECYCLED",
    level: "MUST",
    statement: "Only Recycle slots are handed out again.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-RECYCLE-UNCOUNTED",
    level: "MUST",
    statement: "A Recycle slot carries no counted request.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-TRANSITIONS",
    level: "MUST",
    statement: "Only the legal transitions above occur.",
    where: ["probe"],
    source: "S →",
  },
  {
    id: "STREAM-UNLINKED-ENDS",
    level: "MUST",
    statement:
      "An Unlinked slot ends in a flushed answer, a reset or its connection's close; nothing links it again.",
    where: ["probe", "outside"],
    source: "S",
  },
  {
    id: "STREAM-BUFFERS",
    level: "MUST",
    statement:
      "Buffers in use == 2 × slots + 1 × H2 connections; an exhausted pool refuses the stream and leaks nothing.",
    where: ["probe", "outside"],
    source: "S C",
  },
  {
    id: "STREAM-POOL-HALF",
    level: "MUST",
    statement: "When only one of the two buffers is to be had, it goes back.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-SPLIT",
    level: "MUST",
    statement:
      "The request side is always parsed from the client and the response side from the back end; each direction has its own end-of-stream flag, byte count and window.",
    where: ["probe", "outside"],
    source: "S",
    contested: "seed 2 keeps one window for both legs; RFC 9113 §5.2 prevails.",
  },
  {
    id: "STREAM-EOS",
    level: "MUST",
    statement:
      "Each end-of-stream flag is set by that leg's end of message only, once, and cleared only by reuse.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-DATA-COUNT",
    level: "MUST",
    statement: "Only payload bytes count against content-length; padding counts for credit alone.",
    where: ["probe", "outside"],
    source: "S RFC 9113",
  },
  {
    id: "STREAM-QUIESCED",
    level: "MUST",
    statement:
      "A slot is quiesced iff both sides are initial, complete or terminated with nothing stored.",
    where: ["probe"],
    source: "S",
  },
  {
    id: "STREAM-NO-LEAK",
    level: "MUST",
    statement: "After every connection is closed, no slot, buffer, link or timer is left.",
    where: ["probe", "outside"],
    source: "S",
  },
];
