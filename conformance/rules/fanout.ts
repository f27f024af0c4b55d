import type { Rule } from "./rule.ts";

/** The FANOUT family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const fanoutRules: readonly Rule[] = [
  {
    id: "FANOUT-ONE-TERMINAL",
    level: "MUST",
    statement:
      "Each request of a known verb other than SubscribeEvents, on a connection both sides keep open, gets exactly one terminal reply there, after zero or one PROCESSING of the master plus, for stops and upgrades, progress frames with status PROCESSING. SubscribeEvents gets a terminal OK or none (MAY; the same each time; the reference: OK, before the first event). Frames whose content is an event are not replies.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-REPLY-ORDER",
    level: "MUST",
    statement: "Terminal replies leave in the order of their requests, per connection.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-PIPELINED",
    level: "MUST",
    statement: "Requests sent back to back on one connection are all executed, in order.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-ERRORS-SHOW",
    level: "MUST",
    statement:
      'When any worker refused or stayed silent the terminal reply says so (OK "with errors", or FAILURE); it never reads as plain success.',
    where: ["outside"],
    source: "D",
  },
  {
    id: "FANOUT-COUNTED",
    level: "MUST",
    statement:
      "An answer that a worker gave before the timeout is counted, whatever else happened in the same instant.",
    where: ["outside", "channel"],
    source: "C",
  },
  {
    id: "FANOUT-ALL-REFUSED",
    level: "SHOULD",
    statement: "When every worker refused, the terminal reply is FAILURE.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-NOBODY",
    level: "SHOULD",
    statement: "With no live worker the terminal reply is FAILURE, or says that nobody was asked.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-TIMEOUT",
    level: "MUST",
    statement:
      "A silent worker ends the gather in [scatter + worker_timeout, + slack] and is reported as an error; the reply leaves then, or when its predecessors on that connection have left.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-DEATH",
    level: "MUST",
    statement:
      "A worker that dies during a gather is reported as an error, at the latest at worker_timeout.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-OLD-WORKER",
    level: "MUST",
    statement:
      'A worker that does not know the verb answers an error; the others\' result stands and the reply says "with errors".',
    where: ["outside", "channel"],
    source: "D",
  },
  {
    id: "FANOUT-EXPANSION",
    level: "MUST",
    statement:
      "What the master adds to a request before it fans out never makes it too large for a worker's channel: it fits, or the requester gets FAILURE; no worker is lost.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-LARGE-REPLY",
    level: "MUST",
    statement:
      "An answer too large for a channel (worker to master, master to client) becomes an error reply; nobody is killed, disconnected or left spinning.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-REQUESTER-GONE",
    level: "MUST",
    statement:
      "A requester that disconnects changes no other client's bytes or instants; what was applied stays until it expires.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "FANOUT-ISOLATION",
    level: "MUST",
    statement:
      "With and without a client that only stalls, reads slowly or sends malformed frames (nothing it sends is executed), under the same choices and node cost 0, the other clients' bytes and instants are equal (live: their replies stay within baseline p99 + 250 ms).",
    where: ["outside"],
    source: "C",
  },
];
