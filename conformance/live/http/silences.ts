// A case about timers is played at its own pace, since timers of a proxy are not shortened. What can be cut
// is how long nobody does or sees anything before the next step: a timer whose end somebody sees is no such
// silence. Whether the rest still means the same is tried in the simulator (`pace.ts`).
import {
  type Expectation,
  type Interval,
  lastInstantOf,
  type Micros,
  type Scenario,
} from "../../../sim/index.ts";

/** So much of a silence stays: what was late before it is there when it ends. */
const silenceMicros = 1_500_000;

interface Cut {
  /** Where the silence begins that is too long, and its end: the instant of a step. */
  readonly from: Micros;
  readonly to: Micros;
}

/** `seen`: the instants at which clients and origins saw something. The case itself where nothing is cut. */
export function withoutSilences(scenario: Scenario, seen: readonly Micros[]): Scenario {
  const cuts = mayCut(scenario) ? cutsIn(scenario, seen) : [];
  if (cuts.length === 0) return scenario;
  const map = (at: Micros): Micros => at - cutBefore(at, cuts);
  return {
    ...scenario,
    steps: scenario.steps.map((step) => ({ ...step, at: map(step.at) })),
    expect: scenario.expect.map((one) => moved(one, map)),
    endMicros: map(scenario.endMicros),
  };
}

/** Leases end in silence, and words about events and renewers have instants of their own. */
function mayCut({ actors, steps, expect }: Scenario): boolean {
  if (steps.some(({ do: what }) => what === "apply")) return false;
  if (Object.values(actors).some((spec) => "startMicros" in spec)) return false;
  return expect.every((one) => !("events" in one));
}

function cutsIn({ steps }: Scenario, seen: readonly Micros[]): readonly Cut[] {
  const spans = steps.map((step): Cut => ({ from: step.at, to: lastInstantOf(step) }));
  const loud = [...spans, ...seen.map((at) => ({ from: at, to: at }))];
  loud.sort((left, right) => left.from - right.from);
  const begins = new Set(steps.map(({ at }) => at));
  const cuts: Cut[] = [];
  let end = 0;
  for (const { from, to } of loud) {
    if (begins.has(from) && from - end > silenceMicros) {
      cuts.push({ from: end + silenceMicros, to: from });
    }
    end = Math.max(end, to);
  }
  return cuts;
}

function cutBefore(at: Micros, cuts: readonly Cut[]): Micros {
  return cuts.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(at, to) - from), 0);
}

function moved(expectation: Expectation, map: (at: Micros) => Micros): Expectation {
  if (!("at" in expectation)) return expectation;
  const [from, to]: Interval = expectation.at;
  return { ...expectation, at: [map(from), map(to)] };
}
