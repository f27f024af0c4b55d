// Which rules the checkers can judge by what is seen from outside, and in which reading of it. A rule
// that is not here is judged by the words of a case, by a history, or not at all: then it is unsupported,
// with what would have to be seen (`fixtures/live/capabilities.yaml`).
import type { Violation } from "../checkers/verdicts.ts";
import type { LeaseConstants } from "../model/constants.ts";
import type { Observation } from "../observe/observation.ts";
import { judgeFor } from "../runner/run-case.ts";
import { judgeAnnouncements } from "./announcements.ts";
import { isHeeding, type LiveFacts, observationsOf } from "./observations.ts";

/** What follows from which bytes passed, whoever misbehaves. */
const byFrames: readonly string[] = ["FRAME-OVERSIZE", "FRAME-UNDERSIZE", "FRAME-UNDECODABLE"];

/** What follows from which bytes passed, whoever's reply was whose. */
const byBytes: readonly string[] = [
  "FRAME-LENGTH",
  "FRAME-UNKNOWN-VERB",
  "FRAME-MANY",
  "FRAME-HALF-CLOSE",
  "FANOUT-ONE-TERMINAL",
  "FANOUT-REPLY-ORDER",
];

/** What follows from a request together with its reply. */
const byReplies: readonly string[] = [
  "LEASE-ID-REQUIRED",
  "LEASE-ID-BYTES",
  "LEASE-TTL-MAX",
  "BIND-NO-ECHO",
  "CONFIG-REJECTED",
];

const byAudit: readonly string[] = [
  "AUDIT-ROW",
  "AUDIT-CANONICAL",
  "AUDIT-REFUSED",
  "AUDIT-NO-FORGERY",
  "AUDIT-BOUNDS",
];

export interface Evidence {
  readonly evaluations: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
}

export function judgeEvidence(facts: LiveFacts, constants: LeaseConstants): Evidence {
  const raw = observationsOf(facts, "as they come");
  const clear = observationsOf(facts, "without doubt");
  const files = observationsOf(facts, "but for what is not answered");
  const isCalm = facts.deaths.size === 0 && !facts.isGone;
  const paired = new Set([
    ...byReplies,
    ...(facts.log.length > 0 ? ["LEASE-TTL-ZERO-WARNS"] : []),
    ...(facts.audit === undefined || !isEverybodySeen(facts) ? [] : byAudit),
    // A master that holds leases is judged by instants that nobody sees from outside.
    ...(constants.masterLeases ? [] : ["STATUS-MASTER-LEASES"]),
    ...(isCalm ? ["CONFIG-UPSERT"] : []),
  ]);
  const nobody = facts.workers.length === 0 ? ["FANOUT-NOBODY"] : [];
  const rogues = observationsOf(facts, "rogues as well");
  const parts = [
    judged(facts, constants, { observations: rogues, rules: new Set(byFrames) }),
    judged(facts, constants, { observations: raw, rules: new Set([...byBytes, ...nobody]) }),
    judged(facts, constants, { observations: clear, rules: paired }),
    judged(facts, constants, { observations: files, rules: new Set(["LIVE-NO-BLOCK"]) }),
  ];
  const evaluations = new Map<string, number>();
  for (const part of parts) {
    for (const [rule, count] of part.evaluations) {
      evaluations.set(rule, (evaluations.get(rule) ?? 0) + count);
    }
  }
  const announced = judgeAnnouncements(facts.journals, constants.eventMicrosMax);
  if (announced.evaluations > 0) {
    evaluations.set("EVENT-NO-NOOP", announced.evaluations);
  }
  const violations = parts.flatMap((part) => part.violations);
  return { evaluations, violations: [...violations, ...announced.violations] };
}

/** The rows of somebody whose requests are not shown would be nobody's. */
function isEverybodySeen({ scenario, journals }: LiveFacts): boolean {
  const connections = journals.flatMap((journal) => journal.connections);
  return connections.every(({ actor, connection }) => isHeeding(scenario, actor, connection));
}

interface Part {
  readonly observations: readonly Observation[];
  readonly rules: ReadonlySet<string>;
}

function judged(
  { scenario }: LiveFacts,
  constants: LeaseConstants,
  { observations, rules }: Part,
): Evidence {
  const judge = judgeFor(scenario, constants, { sampling: false, rules });
  for (const observation of observations) judge.observe(observation);
  return judge.verdicts;
}
