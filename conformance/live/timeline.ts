// A scenario for a real clock: no longer than its leases make it, and with room around every instant.
// What happens keeps its order and its side of every expiry; how long nothing happens is cut short.
// Whether a scenario bears that is not decided here but tried in the simulator (`bearing.ts`).
import {
  type Expectation,
  type ExpectedEvent,
  type Interval,
  type Scenario,
  type Step,
} from "../../sim/index.ts";
import { microsPerSecond } from "../model/constants.ts";
import { repeatsOf } from "./instants.ts";

/** With idle time cut short, or as the case has it. */
export type Pace = "brisk" | "written";

export interface RealTime {
  /** How long after its end a lease may still be there. */
  readonly latenessMicros: number;
  /** How late an observation may be. */
  readonly slackMicros: number;
  readonly ttlDefaultSeconds: number;
  /** How many times the usual room there is between two steps. */
  readonly stretch: number;
  /** Brisk unless told. */
  readonly pace?: Pace;
  /** How long nothing happens before somebody hangs up. */
  readonly farewellMicros?: number;
}

/** Between two things that a scenario does one after the other. */
export const gapMicrosMin = 60_000;
const gapMicrosMax = 200_000;
/** Where lines are waited for that come once in a while. */
const sinkGapMicrosMax = 2_200_000;

/** What has an end between the steps of a scenario, as far as steps say. */
interface Span {
  readonly from: number;
  readonly to: number;
  /** How late that end may be. */
  readonly lateMicros: number;
}

export function inRealTime(scenario: Scenario, time: RealTime): Scenario {
  const isWritten = time.pace === "written";
  const gapMax = hasSink(scenario) ? sinkGapMicrosMax : gapMicrosMax;
  const map = isWritten
    ? (at: number): number => at
    : timeMap(instantsOf(scenario), spansOf(scenario, time), {
        ...time,
        gapMax,
        farewells: farewellsIn(scenario),
      });
  const steps = isWritten ? scenario.steps : scenario.steps.map((step) => stepAt(step, map));
  const last = Math.max(map(scenario.endMicros), ...steps.flatMap((step) => repeatsOf(step)));
  return {
    ...scenario,
    steps,
    actors: Object.fromEntries(
      Object.entries(scenario.actors).map(([name, spec]) => [
        name,
        {
          ...spec,
          ...("startMicros" in spec ? { startMicros: map(spec.startMicros) } : {}),
          ...("stopMicros" in spec ? { stopMicros: map(spec.stopMicros) } : {}),
        },
      ]),
    ),
    expect: scenario.expect.map((expectation) => widened(expectation, map, time)),
    // What ends a lease may be late once, and the word of it once more.
    endMicros: last + (hears(scenario) ? 2 : 1) * time.slackMicros,
  };
}

function hasSink({ actors }: Scenario): boolean {
  return Object.values(actors).some(({ kind }) => kind === "statsd-sink");
}

function hears({ actors }: Scenario): boolean {
  return Object.values(actors).some(({ kind }) => kind === "subscriber");
}

/** Every instant that the scenario names, in order. */
function instantsOf({ steps, actors, endMicros }: Scenario): number[] {
  const named = [
    ...steps.flatMap((step) => repeatsOf(step)),
    ...Object.values(actors).flatMap((spec) => [
      ...("startMicros" in spec ? [spec.startMicros] : []),
      ...("stopMicros" in spec ? [spec.stopMicros] : []),
    ]),
    endMicros,
  ];
  return [...new Set(named)].sort((a, b) => a - b);
}

/** When somebody hangs up on whom it may wait for. */
function farewellsIn({ steps, actors }: Scenario): ReadonlySet<number> {
  const last: ReadonlySet<string> = new Set(["abort", "close", "reset"]);
  return new Set(
    steps.flatMap((step) =>
      "actor" in step && actors[step.actor]?.kind === "http-client" && last.has(step.do)
        ? [step.at]
        : [],
    ),
  );
}

function spansOf(
  { steps, actors, world }: Scenario,
  { ttlDefaultSeconds, latenessMicros, slackMicros }: RealTime,
): Span[] {
  const lateMicros = latenessMicros + slackMicros;
  const ttlOf = (seconds: number | undefined): number =>
    (seconds === undefined || seconds === 0 ? ttlDefaultSeconds : seconds) * microsPerSecond;
  const applied = steps.flatMap((step) =>
    "do" in step && step.do === "apply"
      ? repeatsOf(step).map((from) => ({ from, to: from + ttlOf(step.ttlSeconds), lateMicros }))
      : [],
  );
  const renewed = Object.values(actors).flatMap((spec) =>
    spec.kind === "renewer"
      ? [{ from: spec.startMicros, to: spec.startMicros + ttlOf(spec.ttlSeconds), lateMicros }]
      : [],
  );
  // Where workers fall silent, a gather ends a timeout after any of the steps.
  const silent = steps.some((step) => !("actor" in step) && step.do === "pause");
  const timeout = (world?.workerTimeoutSeconds ?? 10) * microsPerSecond;
  const gathered = silent
    ? steps.flatMap((step) =>
        repeatsOf(step).map((from) => ({ from, to: from + timeout, lateMicros: slackMicros })),
      )
    : [];
  return [...applied, ...renewed, ...gathered];
}

interface Room extends RealTime {
  readonly gapMax: number;
  readonly farewells: ReadonlySet<number>;
}

/** From the scenario's instants to real ones: in order, and on the same side of the end of each span. */
function timeMap(
  instants: readonly number[],
  spans: readonly Span[],
  { stretch, gapMax, farewells, farewellMicros = 0 }: Room,
): (at: number) => number {
  const real = new Map<number, number>([[0, 0]]);
  let before = 0;
  let realBefore = 0;
  for (const at of instants) {
    const usual = stretch * Math.min(Math.max(at - before, gapMicrosMin), gapMax);
    const gap = farewells.has(at) ? Math.max(usual, farewellMicros) : usual;
    const ended = spans
      .filter(({ to }) => to <= at)
      .map(({ from, to, lateMicros }) => (real.get(from) ?? 0) + (to - from) + lateMicros);
    realBefore = Math.max(realBefore + gap, ...ended);
    real.set(at, realBefore);
    before = at;
  }
  const known = [...real].sort(([a], [b]) => a - b);
  const ends = new Map(spans.map(({ from, to }) => [to, (real.get(from) ?? 0) + (to - from)]));
  return (at) => {
    // The end of a lease is as far from its apply as ever, however short the scenario became.
    const end = real.has(at) ? undefined : ends.get(at);
    if (end !== undefined) return end;
    const [from, to] = known.findLast(([instant]) => instant <= at) ?? [0, 0];
    return to + (at - from);
  };
}

function stepAt(step: Step, map: (at: number) => number): Step {
  const at = map(step.at);
  if (!("everyMicros" in step)) return { ...step, at };
  const everyMicros = Math.max(gapMicrosMin, map(step.at + step.everyMicros) - at);
  return { ...step, at, everyMicros };
}

function widened(
  expectation: Expectation,
  map: (at: number) => number,
  { slackMicros, latenessMicros }: RealTime,
): Expectation {
  const wide = ([from, to]: Interval): Interval => [map(from), map(to) + slackMicros];
  if ("step" in expectation) {
    return expectation.at === undefined
      ? expectation
      : { ...expectation, at: wide(expectation.at) };
  }
  if ("exchange" in expectation && expectation.at !== undefined) {
    return { ...expectation, at: wide(expectation.at) };
  }
  if (!("events" in expectation)) return expectation;
  const { within, exactly } = expectation.events;
  const late = (event: ExpectedEvent): ExpectedEvent => {
    const [from, to] = wide(event.at);
    const expires = event.transition === "lease_tick_expired";
    return { ...event, at: [from, expires ? to + latenessMicros : to] };
  };
  const events = {
    ...expectation.events,
    ...(within === undefined ? {} : { within: [map(within[0]), map(within[1])] as const }),
    exactly: exactly.map(late),
  };
  return { ...expectation, events };
}
