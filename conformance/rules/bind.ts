import type { Rule } from "./rule.ts";

/** The BIND family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const bindRules: readonly Rule[] = [
  {
    id: "BIND-MASTER-FILLS",
    level: "MUST",
    statement:
      "The master sets peer_pid and peer_session_ulid from the connection; what the client put there is discarded.",
    where: ["channel", "outside"],
    source: "D",
  },
  {
    id: "BIND-CLEAR-MATCH",
    level: "MUST",
    statement:
      "A lease applied with a known binding (pid and session both present) is cleared only by the same pid and session; otherwise FAILURE and the lease stays.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "BIND-BOTH-HALVES",
    level: "MUST",
    statement: "Equal pid with another session, or equal session with another pid, is a mismatch.",
    where: ["channel", "outside"],
    source: "D",
  },
  {
    id: "BIND-STICKS",
    level: "MUST",
    statement: "A renewal by the owner leaves the binding as it was applied.",
    where: ["channel", "outside"],
    source: "D",
  },
  {
    id: "BIND-UNKNOWN-OPEN",
    level: "MUST",
    statement:
      "A lease whose stored binding is absent or half known is cleared by anyone who names its id.",
    where: ["channel"],
    source: "D",
  },
  {
    id: "BIND-NO-CREDENTIALS",
    level: "MUST",
    statement:
      "Where the host gives no credentials, applies, renewals and clears work by id alone.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "BIND-RENEW-MATCH",
    level: "MUST",
    statement:
      "A renewal of a known-binding lease from another pid or session is refused; owner, level and expiry stay.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "BIND-OWNER-WORKS",
    level: "MUST",
    statement: "The owner's own renewals and clear succeed for the life of its connection.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "BIND-SECOND-CONNECTION",
    level: "MUST",
    statement: "The same process on a second connection is a stranger.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "BIND-ONE-OWNER",
    level: "MUST",
    statement:
      "One id has one owner: after a worker restart, an apply by a stranger does not split ownership between workers while the first owner's lease lives on another.",
    where: ["outside"],
    source: "→",
  },
  {
    id: "BIND-FREE-AFTER-EXPIRY",
    level: "MUST",
    statement:
      "Once every worker's ε (+ J) has passed, and ttl since the terminal reply to the owner's last accepted apply or renewal, anybody may take the id.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "BIND-NO-ECHO",
    level: "SHOULD",
    statement: "A refusal does not echo the client_id.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "BIND-ULID-FORMS",
    level: "SHOULD",
    statement:
      "Session ids are read as 26-character Crockford ULIDs, case-insensitively, else as hex with optional 0x; anything else counts as absent.",
    where: ["channel", "probe"],
    source: "C",
  },
  {
    id: "BIND-TAKEOVER",
    level: "MAY",
    statement:
      "A renewal of an unknown-binding lease installs the renewer's binding, or keeps it unknown; the target elects one.",
    where: ["channel"],
    source: "C",
  },
];
