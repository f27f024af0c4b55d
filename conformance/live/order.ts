// Whether a case was played as it stands. On a busy machine an actor may be late, or a reply come after
// the step that was to follow it; what the proxy then shows is another story than the case tells. Only
// instants are looked at here, and those of our own actors before all: never what a reply says.
import { type ActorJournal, labelsOf, type Scenario } from "../../sim/index.ts";
import { repliesOf, type StepReply } from "../expectations/replies.ts";

/** The first step is answered before the second is sent. */
export type Following = readonly [first: string, second: string];

/** What follows what in a run where nothing is late. */
export function followingsOf(journals: readonly ActorJournal[]): Following[] {
  const replies = [...repliesOf(journals)].filter(([label]) => label !== "");
  return replies.flatMap(([second, { sentAt }]) =>
    replies
      .filter(([, one]) => one.sentAt < sentAt && one.reply !== undefined && one.reply.at <= sentAt)
      .map(([first]): Following => [first, second]),
  );
}

export interface Playing {
  readonly scenario: Scenario;
  readonly journals: readonly ActorJournal[];
  readonly followings: readonly Following[];
  /** How late a step may be sent. */
  readonly lateMicros: number;
  /** A reply that takes longer than this is late by itself, and no excuse. */
  readonly slackMicros: number;
}

/** What was not as the case has it; undefined when it was played in order. */
export function disorderOf(playing: Playing): string | undefined {
  const replies = repliesOf(playing.journals);
  return (
    lateStep(playing, replies) ??
    lateStart(playing, replies) ??
    shuffled(playing, replies) ??
    overtaking(playing, replies)
  );
}

function lateStep(
  { scenario, journals, lateMicros }: Playing,
  replies: ReadonlyMap<string, StepReply>,
): string | undefined {
  for (const step of scenario.steps) {
    if (!("actor" in step)) continue;
    const every = "everyMicros" in step ? (step.everyMicros ?? 0) : 0;
    for (const [n, label] of labelsOf(step).entries()) {
      const sentAt = replies.get(label)?.sentAt;
      if (sentAt === undefined && !isCutOff(journals, step.actor)) return `${label} was never sent`;
      if ((sentAt ?? 0) > step.at + n * every + lateMicros) return `${label} was sent too late`;
    }
  }
  return undefined;
}

function lateStart(
  { scenario, journals, lateMicros }: Playing,
  replies: ReadonlyMap<string, StepReply>,
): string | undefined {
  for (const [name, spec] of Object.entries(scenario.actors)) {
    const label = firstLabels[spec.kind];
    if (label === undefined || !("startMicros" in spec)) continue;
    const sentAt = replies.get(`${name}:${label}`)?.sentAt;
    // Whoever starts late has missed what it had to do before.
    if (sentAt === undefined && !isCutOff(journals, name)) return `${name} was too late to begin`;
    if ((sentAt ?? 0) > spec.startMicros + lateMicros) return `${name} began too late`;
  }
  return undefined;
}

/** What actors with a program of their own send first. */
const firstLabels: Readonly<Record<string, string>> = { renewer: "apply", subscriber: "subscribe" };

/** A target that ends a connection is why nothing more is sent on it. */
function isCutOff(journals: readonly ActorJournal[], actor: string): boolean {
  const journal = journals.find((candidate) => candidate.actor === actor);
  return (journal?.connections ?? []).some(({ entries }) =>
    entries.some(({ kind }) => kind === "ended" || kind === "was-reset"),
  );
}

/** Two steps of different actors that were sent in another order than the case has them. */
function shuffled(
  { scenario }: Playing,
  replies: ReadonlyMap<string, StepReply>,
): string | undefined {
  const sent = scenario.steps.flatMap((step) => {
    const [label] = "actor" in step ? labelsOf(step) : [];
    const sentAt = label === undefined ? undefined : replies.get(label)?.sentAt;
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
  replies: ReadonlyMap<string, StepReply>,
): string | undefined {
  const broken = followings.find(([first, second]) => {
    const asked = replies.get(first);
    const sent = replies.get(second)?.sentAt;
    if (asked?.reply === undefined || sent === undefined) return false;
    return asked.reply.at > sent && sent - asked.sentAt <= slackMicros;
  });
  return broken && `${broken[1]} was sent before ${broken[0]} was answered`;
}
