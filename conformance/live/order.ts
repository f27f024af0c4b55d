// Whether a case was played as it stands. On a busy machine an actor may be late, or a reply come after
// the step that was to follow it; what the proxy then shows is another story than the case tells. Only
// instants are looked at here, and those of our own actors before all: never what a reply says.
import {
  type ActorJournal,
  type ActorStep,
  isHttpStep,
  labelsOf,
  type Scenario,
} from "../../sim/index.ts";
import type { Comeback } from "./comeback.ts";
import { type Followed, overtaking } from "./followings.ts";
import { clientsIn } from "./http/clients.ts";
import { duesOf } from "./instants.ts";

export interface Playing extends Followed {
  /** How late a step may be sent. */
  readonly lateMicros: number;
}

/** What was not as the case has it; undefined when it was played in order. */
export function disorderOf(playing: Playing): string | undefined {
  const sent = sendingsIn(playing.journals);
  return (
    lateStep(playing, sent) ??
    lateStart(playing, sent) ??
    shuffled(playing, sent) ??
    overtaking(playing)
  );
}

/** When each step was sent, by its label; also of bytes that ask for nothing. */
type Sendings = ReadonlyMap<string, number>;

function sendingsIn(journals: readonly ActorJournal[]): Sendings {
  const sendings = new Map<string, number>();
  for (const { label, startedAt } of clientsIn(journals)) sendings.set(label, startedAt);
  for (const { connections } of journals) {
    for (const entry of connections.flatMap(({ entries }) => entries)) {
      if (entry.kind === "sent" && entry.step !== undefined) sendings.set(entry.step, entry.at);
    }
  }
  return sendings;
}

function lateStep({ scenario, journals, lateMicros }: Playing, sent: Sendings): string | undefined {
  for (const { step, label, at } of duesOf(scenario)) {
    const sentAt = sent.get(label);
    if (sentAt === undefined && !mayBeUnsent(journals, step)) return `${label} was never sent`;
    if ((sentAt ?? 0) > at + lateMicros) return `${label} was sent too late`;
  }
  return undefined;
}

function lateStart(
  { scenario, journals, lateMicros }: Playing,
  sent: Sendings,
): string | undefined {
  for (const [name, spec] of Object.entries(scenario.actors)) {
    const label = firstLabels[spec.kind];
    if (label === undefined || !("startMicros" in spec)) continue;
    const sentAt = sent.get(`${name}:${label}`);
    // Whoever starts late has missed what it had to do before.
    if (sentAt === undefined && !isCutOff(journals, name)) return `${name} was too late to begin`;
    if ((sentAt ?? 0) > spec.startMicros + lateMicros) return `${name} began too late`;
  }
  return undefined;
}

/** Whoever waits longer than that after a death expects the successor. */
const hasteMicros = 100_000;

/** A step that was to find the successor of a worker, and was sent before there was one. */
export function hastyStep(
  { steps }: Scenario,
  journals: readonly ActorJournal[],
  comebacks: readonly Comeback[],
): string | undefined {
  const sent = sendingsIn(journals);
  for (const { killedAt, backAt } of comebacks) {
    for (const step of steps) {
      const [label] = "actor" in step ? labelsOf(step) : [];
      const at = label === undefined ? undefined : sent.get(label);
      const waits = at !== undefined && at > killedAt + hasteMicros && at < backAt;
      if (waits && backAt < Infinity) return `${label} was sent before a new worker was there`;
    }
  }
  return undefined;
}

/** What actors with a program of their own send first. */
const firstLabels: Readonly<Record<string, string>> = { renewer: "apply", subscriber: "subscribe" };

/** On a connection that is over nothing is sent, and what is no request leaves no account. */
function mayBeUnsent(journals: readonly ActorJournal[], step: ActorStep): boolean {
  return isHttpStep(step) || isCutOff(journals, step.actor);
}

/** A target that ends a connection is why nothing more is sent on it. */
function isCutOff(journals: readonly ActorJournal[], actor: string): boolean {
  const journal = journals.find((candidate) => candidate.actor === actor);
  return (journal?.connections ?? []).some(
    ({ outcome, entries }) =>
      (outcome !== undefined && outcome !== "connected") ||
      entries.some(({ kind }) => kind === "ended" || kind === "was-reset"),
  );
}

/** Two steps of different actors that were sent in another order than the case has them. */
function shuffled({ scenario }: Playing, sendings: Sendings): string | undefined {
  const sent = scenario.steps.flatMap((step) => {
    const [label] = "actor" in step ? labelsOf(step) : [];
    const sentAt = label === undefined ? undefined : sendings.get(label);
    return label === undefined || sentAt === undefined ? [] : [{ label, at: step.at, sentAt }];
  });
  const inOrder = sent.sort((left, right) => left.at - right.at);
  const place = inOrder.findIndex((step, n) => {
    const before = inOrder[n - 1];
    return before !== undefined && before.at < step.at && before.sentAt > step.sentAt;
  });
  const [before, step] = [inOrder[place - 1], inOrder[place]];
  return before && step && `${step.label} was sent before ${before.label}`;
}
