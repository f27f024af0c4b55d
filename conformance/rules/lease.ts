import type { Rule } from "./rule.ts";

/** The LEASE family of the contract. Ids are permanent: a rule is retired, never renumbered or reused. */
export const leaseRules: readonly Rule[] = [
  {
    id: "LEASE-EFFECTIVE-MAX",
    level: "MUST",
    statement:
      "In every worker status, event and probe, effective = max(configured, levels of the leases that are there).",
    where: ["outside", "probe"],
    source: "D",
  },
  {
    id: "LEASE-EFFECTIVE-FLOOR",
    level: "MUST",
    statement:
      "Effective is never below configured; a lease at or below configured is stored and counted but moves nothing.",
    where: ["outside"],
    source: "D C",
  },
  {
    id: "LEASE-FLOOR-STATIC",
    level: "MUST",
    statement: "No lease verb changes configured.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-APPLY-STORES",
    level: "MUST",
    statement: "Apply stores client_id → (detail, α + ttl).",
    where: ["outside", "probe"],
    source: "D",
  },
  {
    id: "LEASE-CLEAR-FALSE",
    level: "MUST",
    statement: "clear=false is an apply.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-RENEW-REPLACES",
    level: "MUST",
    statement:
      "Apply on an id already held, by a session that BIND-* lets renew it, replaces level and expiry and nothing else; the count does not change; a lower level may lower effective.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-RENEW-SHORTENS",
    level: "MUST",
    statement: "A renewal with an earlier expiry brings it forward.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-RENEWER-HOLDS",
    level: "MUST",
    statement:
      "An owner that re-sends every ttl/2, never delayed by ttl/2 or more, keeps effective without any level event for as long as it likes.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-INDEPENDENT",
    level: "MUST",
    statement:
      "Leases of different client_ids do not affect each other; ids compare byte for byte.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-ID-REQUIRED",
    level: "SHOULD",
    statement: "An empty or missing client_id is refused with FAILURE, on apply and clear.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-DETAIL-REQUIRED",
    level: "MUST",
    statement: "Neither detail nor clear: FAILURE, nothing changes.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-DETAIL-VALID",
    level: "MUST",
    statement: "A detail outside the enumeration: FAILURE naming the number, nothing changes.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-FAILURE-INERT",
    level: "MUST",
    statement:
      "A refused apply, renewal or clear changes nothing beyond what expiry does by itself at that instant: table, expiry, owner, effective, events.",
    where: ["outside", "probe"],
    source: "D",
  },
  {
    id: "LEASE-TTL-DEFAULT",
    level: "MUST",
    statement: "ttl absent or 0 means 60 s.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-TTL-ZERO-WARNS",
    level: "SHOULD",
    statement:
      "In the turn of a ttl 0 the master writes a line of level warn that names ttl to its log. (With clear=true ttl is not looked at.)",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-TTL-MAX",
    level: "MUST",
    statement:
      "ttl 300 is accepted; above 300 is refused with FAILURE, never clamped (clear=true excepted, see LEASE-CLEAR-IGNORES).",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-TTL-NO-FANOUT",
    level: "SHOULD",
    statement:
      "The master refuses an out-of-range ttl or id before any worker sees it. (With clear=true ttl is not looked at.)",
    where: ["channel", "probe"],
    source: "C",
  },
  {
    id: "LEASE-ID-BYTES",
    level: "MUST",
    statement:
      "client_id of 64 UTF-8 bytes is accepted, 65 refused, on apply and on clear; bytes are counted, not characters.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "LEASE-CAP",
    level: "MUST",
    statement:
      "At most 64 leases (those that are there under the expiry model) per worker; one more distinct id is refused; a renewal at the cap succeeds.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "LEASE-NEVER-EARLY",
    level: "MUST",
    statement:
      "At every t < α + ttl a lease is there (unless cleared, or its worker died). From outside: t < (request sent) + ttl.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-EXPIRES",
    level: "MUST",
    statement:
      "By ε (exact) or ε + J (janitor) a lease has no effect left: not on level, count, cap or ownership, with no control message in between.",
    where: ["outside"],
    source: "D",
    contested:
      'seed 1 also names a poll at the top of the message handler, which cannot keep "self-expire at expires_at, a dead client is forgotten"; the promise prevails.',
  },
  {
    id: "LEASE-EXPIRY-TIE",
    level: "MUST",
    statement: "At t = ε the lease is expired (judged on targets that declare exact).",
    where: ["probe", "outside"],
    source: "C",
  },
  {
    id: "LEASE-CRASH-SAFE",
    level: "MUST",
    statement:
      "When every leasing client is gone, effective is back at configured by max(ε of their leases) (+ J).",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-CLEAR-OWN",
    level: "MUST",
    statement: "Clear by the owner removes the lease at once and recomputes effective.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-CLEAR-UNKNOWN",
    level: "MUST",
    statement: "Clear of an id nobody holds is OK, changes nothing, emits nothing.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-CLEAR-IGNORES",
    level: "MUST",
    statement: "With clear=true, detail and ttl are ignored, whatever their values.",
    where: ["outside"],
    source: "D",
  },
  {
    id: "LEASE-WORKER-DEATH",
    level: "MUST",
    statement:
      "Leases die with their worker; the new worker starts at configured and accepts the next renewal as a fresh lease.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "LEASE-COUNT",
    level: "MUST",
    statement: "active_lease_count counts the leases that are there under the expiry model.",
    where: ["outside"],
    source: "C",
  },
  {
    id: "LEASE-NOT-PERSISTED",
    level: "MUST",
    statement: "Leases are never in saved or replayed configuration state.",
    where: ["outside"],
    source: "C",
  },
];
