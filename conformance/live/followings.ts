// What a case has in the order that it tells: which request is answered before which step is made, and before
// which worker dies. A run in which that was otherwise is another story. Whether the steps themselves were sent
// in time is not looked at here.
import { type ActorJournal, labelsOf, type Scenario, type Step } from "../../sim/index.ts";
import { repliesOf, repliesOutside, type StepReply } from "../expectations/replies.ts";
import { workerOf } from "../observe/worker-name.ts";
import { clientsIn } from "./http/clients.ts";
import { gapMicrosMin } from "./timeline.ts";

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

export interface Followed {
  readonly scenario: Scenario;
  readonly journals: readonly ActorJournal[];
  readonly followings: readonly Following[];
  /** As they came to be. */
  readonly deaths: Deaths;
  /** A reply that takes longer than this is late by itself, and no excuse. */
  readonly slackMicros: number;
}

/** A step that was made before the answer that it follows. */
export function overtaking({
  scenario,
  journals,
  followings,
  deaths,
  slackMicros,
}: Followed): string | undefined {
  const spans = spansOf(repliesOutside(journals), journals, scenario, deaths);
  const broken = followings.find(([first, second]) => {
    const asked = spans.get(first);
    const sent = spans.get(second)?.from;
    if (asked?.to === undefined || sent === undefined) return false;
    return asked.to > sent && sent - asked.from <= slackMicros;
  });
  return broken && `${broken[1]} came before ${broken[0]} was answered`;
}
