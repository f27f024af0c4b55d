import type { Rule } from "./rule.ts";

/** The CONFIG family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const configRules: readonly Rule[] = [
  {
    id: "CONFIG-REJECTED",
    level: "MUST",
    statement:
      "A configuration verb the state refuses gets FAILURE with the reason and reaches no worker.",
    where: ["outside", "channel"],
    source: "C",
  },
  {
    id: "CONFIG-UPSERT",
    level: "MUST",
    statement:
      "Repeating AddCluster or AddBackend replaces; nothing counted twice, no connection lost.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "CONFIG-REMOVE",
    level: "MUST",
    statement:
      "Removing a cluster, back end or frontend stops new requests from using it at once; those in flight finish.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "CONFIG-RESTART",
    level: "MUST",
    statement: "A restarted or upgraded worker has the configuration of the others.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "CONFIG-SAVED",
    level: "MUST",
    statement: "SaveState then LoadState on a fresh proxy gives the same configuration.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "CONFIG-LOAD-ONLY",
    level: "MUST",
    statement:
      "A state file holds configuration verbs only: lease, stop, upgrade and listen-socket verbs in it are refused, and no binding ever comes from a file.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "CONFIG-LOAD-TELLS",
    level: "SHOULD",
    statement:
      "A state file with a bad record is refused whole, or the reply says how many records were applied and which was not.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "CONFIG-UPGRADE-MAIN",
    level: "MUST",
    statement: "An upgrade of the main process keeps configuration, workers and their leases.",
    where: ["outside"],
    source: "C",
    excluded:
      "an upgrade of the main process replaces the program itself; neither the reference nor the simulator has a second program to hand the sockets to",
  },
];
