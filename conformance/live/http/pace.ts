// How fast a case with HTTP traffic can be played on a real clock, and how long one has to look. Timers
// of a proxy are not shortened, so a case is only played faster than it is written where that changes
// nothing of what its exchanges come to: that is tried in the simulator.
import {
  type ActorJournal,
  type ActorSpec,
  lastInstantOf,
  type Micros,
  play,
  type PlayResult,
  type Scenario,
} from "../../../sim/index.ts";
import { playOptionsOf, runCase } from "../../runner/run-case.ts";
import type { Target } from "../../targets/target.ts";
import { duesOf } from "../instants.ts";
import { inRealTime, type Pace, type RealTime } from "../timeline.ts";
import { clientsIn, servedIn } from "./clients.ts";
import { withoutSilences } from "./silences.ts";
import { trafficRules } from "./traffic-rules.ts";
import { unseenEnd } from "./unseen.ts";

export interface Paced {
  readonly pace: Pace;
  /** Ends when nothing more is to be seen of it. */
  readonly scenario: Scenario;
  /** The labels of the requests that come to an end, and how long after the last step the last does. */
  readonly awaited: readonly string[];
  readonly patienceMicros: Micros;
  /** Those of them that nobody gives up. */
  readonly kept: readonly string[];
  /** Those that are given up when their answer has begun. */
  readonly begun: readonly string[];
  /** The labels of the requests that come to an origin. */
  readonly served: readonly string[];
}

/** What a busy machine has not brought to its end in time is late, and is not missing. */
export const lateAnswerMicros = 5_000_000;

export interface Waiting {
  readonly steps: Scenario["steps"];
  readonly patienceMicros: Micros;
}

/**
 * Whoever left before an answer could be there, because the machine was late. Who stands behind a request that is
 * not answered waits from its own step on.
 */
export function leftEarly(
  { kept, begun }: Pick<Paced, "kept" | "begun">,
  journals: readonly ActorJournal[],
  { steps, patienceMicros }: Waiting,
): string | undefined {
  const asked = new Map(duesOf({ steps }).map(({ label, at }) => [label, at]));
  const early = clientsIn(journals).find(
    ({ label, end, startedAt, endedAt = 0, response }) =>
      end === "abandoned" &&
      endedAt - Math.min(startedAt, asked.get(label) ?? startedAt) <= patienceMicros &&
      (kept.includes(label) || (response.status === undefined && begun.includes(label))),
  );
  return early && `${early.actor} left before ${early.label} was over`;
}

export function hasTraffic({ actors }: Scenario): boolean {
  return Object.values(actors).some(({ kind }) => kind === "http-client");
}

/** Rules about instants, or about what happens when nobody does anything. */
const aboutTime = /^(?:TIMEOUT|DRAIN|LIVE)-|^(?:FLOW-STALL|RETRY-BACKOFF|H1-KEEPALIVE)$/;
/** Silence that long is the end of what there is to see. */
const silenceMicrosMax = 6_000_000;
/** How much a real machine may disturb a case that is still to mean the same. */
const disturbance = { latencyMicros: [200, 25_000], segmentation: "random" } as const;
const trialSeeds = 4;
/** What a real machine may hold for a connection that nobody reads. */
const machineBytes = 4 << 20;
/** Between two things that an origin does one after the other. */
const roomMicrosMin = 60_000;

/** A text says why it cannot be played. */
export function pacedIn(
  whole: Scenario,
  time: RealTime,
  { reference, microsMax }: { readonly reference: Target; readonly microsMax: Micros },
): Paced | string {
  const scenario = withRoom(whole);
  const isAboutTime = scenario.rules.some((rule) => aboutTime.test(rule));
  const seen: Micros[] = [];
  const { journals } = played(whole, reference, 0, seen);
  const blind = unseenEnd(whole, journals);
  if (blind !== undefined) return blind;
  const meant = meaningOf(journals);
  const quick = withoutSilences(scenario, seen);
  const trials: readonly Pick<Trial, "scenario" | "pace" | "mayDiffer">[] = [
    ...(isAboutTime ? [] : [{ scenario, pace: "brisk", mayDiffer: false } as const]),
    ...(quick === scenario
      ? []
      : [{ scenario: quick, pace: "written", mayDiffer: false } as const]),
    { scenario, pace: "written", mayDiffer: true },
  ];
  let why = "";
  for (const trial of trials) {
    const isLong = trial.pace === "written" && lastStepOf(trial.scenario) > microsMax;
    const found = isLong
      ? tooLong(microsMax)
      : tried({ ...trial, time, reference, isAboutTime }, meant);
    if (typeof found === "string") why = found;
    else if (endOf(found, time) <= microsMax) return found;
    else why = tooLong(microsMax);
  }
  return why;
}

function tooLong(microsMax: Micros): string {
  return `it takes more than ${microsMax / 1e6} s of real time`;
}

function endOf({ scenario, pace, patienceMicros }: Paced, time: RealTime): Micros {
  const scaled = inRealTime(scenario, { ...time, pace });
  return Math.max(scaled.endMicros, lastStepOf(scaled) + patienceMicros);
}

/** What an origin does a moment after something else, it does when a real peer has seen that. */
function withRoom(scenario: Scenario): Scenario {
  const roomy = (micros: Micros | undefined): Micros | undefined =>
    micros === undefined || micros === 0 ? micros : Math.max(micros, roomMicrosMin);
  const actors = Object.entries(scenario.actors).map(([name, spec]): [string, ActorSpec] => {
    if (spec.kind !== "http-origin") return [name, spec];
    const answers = spec.answers.map((answer) => ({
      ...answer,
      ...given("afterMicros", roomy(answer.afterMicros)),
      ...given("pauseMicros", roomy(answer.pauseMicros)),
      ...given("thenAfterMicros", roomy(answer.thenAfterMicros)),
    }));
    return [name, { ...spec, answers }];
  });
  return { ...scenario, actors: Object.fromEntries(actors) };
}

function given(name: string, micros: Micros | undefined): Readonly<Record<string, Micros>> {
  return micros === undefined ? {} : { [name]: micros };
}

interface Trial {
  readonly scenario: Scenario;
  readonly pace: Pace;
  /** As it is written it means what it means. */
  readonly mayDiffer: boolean;
  readonly time: RealTime;
  readonly reference: Target;
  readonly isAboutTime: boolean;
}

function tried(
  { scenario, pace, mayDiffer, time, reference, isAboutTime }: Trial,
  meant: readonly string[],
): Paced | string {
  const fast = inRealTime(scenario, { ...time, pace });
  // Whatever is under way when the last step is made has as long as in the case itself.
  const rest = scenario.endMicros - lastStepOf(scenario);
  const whole = { ...fast, endMicros: Math.max(fast.endMicros, lastStepOf(fast) + rest) };
  const seen: Micros[] = [];
  const calm = played(whole, reference, 0, seen);
  if (!mayDiffer && meaningOf(calm.journals).join("\n") !== meant.join("\n")) {
    return "its outcome hangs on how long nothing happens";
  }
  const isKept = (tried: Scenario, seed: number): boolean => {
    const { divergences, violations } = runCase(tried, reference, { seed });
    return divergences.length === 0 && !violations.some(({ rule }) => trafficRules.has(rule));
  };
  if (!isKept({ ...whole, world: { ...whole.world, windowBytes: machineBytes } }, 0)) {
    return "its outcome hangs on how little the network holds";
  }
  const shaken = { ...whole, world: { ...whole.world, ...disturbance } };
  for (let seed = 1; seed <= trialSeeds; seed++) {
    if (!isKept(shaken, seed)) {
      return "its outcome hangs on instants that no real clock keeps";
    }
  }
  const last = lastStepOf(fast);
  const awaited = clientsIn(calm.journals).filter(({ endedAt = Infinity }) => endedAt < Infinity);
  const ends = awaited.map(({ endedAt = 0 }) => endedAt);
  const patienceMicros = Math.max(0, ...ends.map((end) => end - last));
  const endMicros = isAboutTime ? silenceAfter(lastStepOf(scenario), seen) : lastStepOf(scenario);
  return {
    pace,
    scenario: { ...scenario, endMicros },
    awaited: awaited.map(({ label }) => label),
    patienceMicros,
    kept: awaited.filter(({ end }) => end !== "abandoned").map(({ label }) => label),
    begun: awaited
      .filter(({ end, response }) => end === "abandoned" && response.status !== undefined)
      .map(({ label }) => label),
    served: [...servedIn(calm.journals)],
  };
}

/** When what is seen after the last step has come to its end. */
function silenceAfter(last: Micros, seen: readonly Micros[]): Micros {
  let end = last;
  for (const at of seen) if (at > end && at - end <= silenceMicrosMax) end = at;
  return end;
}

function played(scenario: Scenario, { testee }: Target, seed: number, seen?: Micros[]): PlayResult {
  const peers = new Set(
    Object.entries(scenario.actors).flatMap(([name, { kind }]) =>
      kind === "http-client" || kind === "http-origin" ? [name] : [],
    ),
  );
  const sees: ReadonlySet<string> = new Set(["data", "ended", "was-reset", "accept", "connected"]);
  const options = playOptionsOf(seed);
  if (seen === undefined) return play(scenario, testee, options);
  return play(scenario, testee, {
    ...options,
    observe: ({ kind, node, at }) => {
      if (peers.has(node) && sees.has(kind)) seen.push(at);
    },
  });
}

/** What the exchanges of a run came to, whenever that was. */
export function meaningOf(journals: readonly ActorJournal[]): readonly string[] {
  return journals.flatMap(({ exchanges }) =>
    exchanges.map((one) => {
      const { actor, role, connection, conn, ordinal, label, end = "open", response } = one;
      const place = role === "client" ? `${connection} ${conn}` : connection;
      return `${actor} ${place} ${ordinal} ${label} ${end} ${response.status ?? 0} ${response.body.bytes}`;
    }),
  );
}

export function lastStepOf({ steps }: Scenario): Micros {
  return Math.max(0, ...steps.map(lastInstantOf));
}
