// Whether a case was played as it stands. On a busy machine an actor may be late, or a reply come after
// the step that was to follow it; what the proxy then shows is another story than the case tells. Only
// instants are looked at here, and those of our own actors before all: never what a reply says.
import {
  type ActorJournal,
  type ActorStep,
  isHttpStep,
  labelsOf,
  type Scenario,
  type Step,
} from "../../sim/index.ts";
import type { Comeback } from "./comeback.ts";
import { clientsIn } from "./http/clients.ts";
import { duesOf } from "./instants.ts";
import { gapMicrosMin } from "./timeline.ts";
import { workerOf } from "../observe/worker-name.ts";
import { repliesOf, repliesOutside, type StepReply } from "../expectations/replies.ts";

/** The first step is answered before the second is made, or before a worker is killed. */
export type Following = readonly [first: string, second: string];

/** When each worker was killed, by its id. */
export type Deaths = ReadonlyMap<number, number>;

/** As the case has them. */
function deathsIn({ steps }: Scenario): Deaths {
  return new Map(
    steps.flatMap((step): [number, number][] => {
      const worker = step.do === "kill" && "node" in step ? workerOf(step.node) : undefined;
      return worker === undefined ? [] : [[worker, step.at]];
    }),
  );
}

/** What follows what in a run where nothing is late. */
export function followingsOf(scenario: Scenario, journals: readonly ActorJournal[]): Following[] {
  const spans = [...spansOf(repliesOf(journals), journals, scenario, deathsIn(scenario))];
  const bursts = burstsIn(scenario);
  // What ends in the very instant of a step may be its doing.
  const ends = (one: Span, before: number): boolean =>
    one.from < before && one.to !== undefined && one.to < before;
  return spans.flatMap(([second, { from }]) => {
    const burst = bursts.get(second);
    return spans
      .filter(([first, one]) => ends(one, from) && (!burst || bursts.get(first) !== burst))
      .map(([first]): Following => [first, second]);
  });
}

/** By label: steps that are repeated faster than a real answer comes wait for none of their own. */
function burstsIn({ steps }: Scenario): ReadonlyMap<string, Step> {
  return new Map(
    steps.flatMap((step): [string, Step][] => {
      if (!("actor" in step) || !("everyMicros" in step)) return [];
      if ((step.everyMicros ?? 0) >= gapMicrosMin) return [];
      return labelsOf(step).map((label) => [label, step]);
    }),
  );
}

/** From when a request was sent to when it was answered, if it was. */
interface Span {
  readonly from: number;
  readonly to: number | undefined;
}

/**
 * What clients do besides asking leaves no trace in a journal: it is done when it is due. Of what is repeated
 * nobody says which answer it follows.
 */
function silentSpans({ steps, actors }: Scenario): Map<string, Span> {
  return new Map(
    steps.flatMap((step, place): [string, Span][] => {
      if (!("actor" in step) || actors[step.actor]?.kind !== "http-client") return [];
      if (labelsOf(step).length > 0 || "everyMicros" in step) return [];
      return [[`step ${place}, ${step.do} of ${step.actor},`, { from: step.at, to: undefined }]];
    }),
  );
}

/** Of requests on either plane, by label, and of what nobody answers. */
function spansOf(
  replies: ReadonlyMap<string, StepReply>,
  journals: readonly ActorJournal[],
  scenario: Scenario,
  deaths: Deaths,
): ReadonlyMap<string, Span> {
  const spans = silentSpans(scenario);
  for (const [worker, from] of deaths) {
    spans.set(`the death of worker ${worker}`, { from, to: undefined });
  }
  for (const [label, { sentAt, reply, standing }] of replies) {
    // Behind a reply that is missing the others are not those of their requests.
    const to = standing === undefined ? reply?.at : undefined;
    if (label !== "") spans.set(label, { from: sentAt, to });
  }
  for (const { label, startedAt, endedAt, end } of clientsIn(journals)) {
    // Whoever gives up ends its request itself.
    spans.set(label, { from: startedAt, to: end === "abandoned" ? undefined : endedAt });
  }
  return spans;
}

export interface Playing {
  readonly scenario: Scenario;
  readonly journals: readonly ActorJournal[];
  readonly followings: readonly Following[];
  /** As they came to be. */
  readonly deaths: Deaths;
  /** How late a step may be sent. */
  readonly lateMicros: number;
  /** A reply that takes longer than this is late by itself, and no excuse. */
  readonly slackMicros: number;
}

/** What was not as the case has it; undefined when it was played in order. */
export function disorderOf(playing: Playing): string | undefined {
  const replies = repliesOutside(playing.journals);
  const sent = sendingsIn(playing.journals);
  return (
    lateStep(playing, sent) ??
    lateStart(playing, sent) ??
    shuffled(playing, sent) ??
    overtaking(playing, spansOf(replies, playing.journals, playing.scenario, playing.deaths))
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

function overtaking(
  { followings, slackMicros }: Playing,
  spans: ReadonlyMap<string, Span>,
): string | undefined {
  const broken = followings.find(([first, second]) => {
    const asked = spans.get(first);
    const sent = spans.get(second)?.from;
    if (asked?.to === undefined || sent === undefined) return false;
    return asked.to > sent && sent - asked.from <= slackMicros;
  });
  return broken && `${broken[1]} came before ${broken[0]} was answered`;
}
