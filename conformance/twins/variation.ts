// Differences that nobody at either end of an exchange may notice: how its bytes were cut, when
// the scenario began, who is served first at one instant, which version of HTTP the client speaks, and
// whether its connection was used before. Each is made to every scenario that has the property it
// needs, and to no scenario by name. What may differ besides is data here, and for whoever compares.
import {
  type ActorSpec,
  type ActorStep,
  isActorStep,
  type Scenario,
  type Step,
} from "../../sim/index.ts";

export interface Variation {
  readonly name: string;
  /** Words for whoever reads that it showed. */
  readonly difference: string;
  /** Undefined: made to this scenario it would be another one. */
  readonly vary: (scenario: Scenario) => Scenario | undefined;
  /** All instants of the varied run are later by this. */
  readonly shiftMicros: number;
  /** Draws where segments are cut; otherwise everything stays whole and in order. */
  readonly isCut: boolean;
  /** Own answers that need not be the same: a stream is reset where a line is answered. */
  readonly spares: readonly number[];
}

const shiftMicros = 7_000_013;

/** Above that the pool of buffers may be what they share. */
const exchangesMax = 150;

const same = { shiftMicros: 0, isCut: false, spares: [] } as const;

export const variations: readonly Variation[] = [
  {
    name: "cut",
    difference: "every segment is cut somewhere",
    vary: cut,
    ...same,
    isCut: true,
  },
  {
    name: "later",
    difference: `everything happens ${shiftMicros} microseconds later`,
    vary: later,
    ...same,
    shiftMicros,
  },
  {
    name: "reordered",
    difference: "whoever acts at one instant acts in the opposite order",
    vary: reordered,
    ...same,
  },
  {
    name: "version",
    difference: "clients speak HTTP/2 instead of HTTP/1",
    vary: inHttp2,
    ...same,
    // ROUTE-400: "or a stream error".
    spares: [400],
  },
  {
    name: "fresh",
    difference: "every request has a connection of its own",
    vary: fresh,
    ...same,
  },
];

/** Where the network is calm: elsewhere what is drawn would be another thing as well. */
function cut(scenario: Scenario): Scenario | undefined {
  const { world } = scenario;
  const isCalm = world?.segmentation !== "random" && world?.latencyMicros === undefined;
  if (!isCalm || !isQuiet(scenario) || !scenario.steps.every(isFetchOrEnd)) return undefined;
  return { ...scenario, world: { ...world, segmentation: "random" }, expect: [] };
}

/** The actors that begin by themselves would have to be moved as well. */
function later(scenario: Scenario): Scenario | undefined {
  if (!Object.values(scenario.actors).every(isTold)) return undefined;
  const steps = scenario.steps.map((step) => ({ ...step, at: step.at + shiftMicros }));
  return { ...scenario, steps, expect: [], endMicros: scenario.endMicros + shiftMicros };
}

/** Connections that share nothing: one back end to choose, and no place to be taken by the first. */
function reordered(scenario: Scenario): Scenario | undefined {
  if (!isQuiet(scenario) || !scenario.steps.every(isFetchOrEnd)) return undefined;
  const lines = scenario.steps
    .filter(isActorStep)
    .map(({ at, ...step }) => `${at} ${lineOf(step)}`);
  if (new Set(lines).size < lines.length) return undefined;
  const steps = [...scenario.steps].reverse();
  steps.sort((one, other) => one.at - other.at);
  return { ...scenario, steps, expect: [] };
}

/** What of HTTP/1 has no like in HTTP/2 is not asked: bytes as they stand, upgrades, ends of a line. */
function inHttp2(scenario: Scenario): Scenario | undefined {
  if (!isQuiet(scenario) || !speaksHttp1(scenario) || !scenario.steps.every(isPlainFetch)) {
    return undefined;
  }
  const actors = Object.entries(scenario.actors).map(
    ([name, spec]) =>
      [name, spec.kind === "http-client" ? { ...spec, protocol: "h2" as const } : spec] as const,
  );
  return { ...scenario, actors: Object.fromEntries(actors), expect: [] };
}

/** H1-KEEPALIVE */
function fresh(scenario: Scenario): Scenario | undefined {
  if (!isQuiet(scenario) || !speaksHttp1(scenario) || !scenario.steps.every(isPlainFetch)) {
    return undefined;
  }
  const steps = scenario.steps
    .filter((step) => isActorStep(step) && step.do === "fetch")
    .map((step, place) => ({ ...step, connection: `own-${place}` }));
  return { ...scenario, steps, expect: [] };
}

/** Nobody takes anything from another: one back end, no limit, no lease, nothing that fails. */
function isQuiet(scenario: Scenario): boolean {
  const { actors, twin, steps } = scenario;
  const isFew = steps.length <= exchangesMax && steps.every((step) => !("times" in step));
  const isHttp = Object.values(actors).every(({ kind }) => kind.startsWith("http-"));
  const isSingle = twin === undefined && isFew && isHttp && hasOneBackend(scenario);
  return isSingle && origins(actors).every(isSteady);
}

function hasOneBackend({ world }: Scenario): boolean {
  const [only, ...others] = world?.proxy?.clusters ?? [];
  if (only === undefined || others.length > 0 || world?.requests !== undefined) return false;
  return only.more === undefined && only.backends.length <= 1;
}

function origins(actors: Scenario["actors"]): readonly ActorSpec[] {
  return Object.values(actors).filter(({ kind }) => kind === "http-origin");
}

/** Answers whoever asks in the same way, whichever connection that came on. */
function isSteady(origin: ActorSpec): boolean {
  if (origin.kind !== "http-origin") return true;
  return origin.answers.every((answer) => steady.has(Object.keys(answer).sort().join()));
}

const steady: ReadonlySet<string> = new Set(
  ["body", "body,for", "body,fields", "body,fields,for", "body,for,status", "body,status"].concat([
    "afterMicros,body",
    "afterMicros,body,for",
    "body,for,framing",
    "body,framing",
  ]),
);

/** Does nothing that a step does not say. */
function isTold({ kind }: ActorSpec): boolean {
  return kind === "operator" || kind.startsWith("http-");
}

function speaksHttp1({ actors }: Scenario): boolean {
  return Object.values(actors).every(
    (spec) => spec.kind !== "http-client" || spec.protocol === "h1",
  );
}

function isFetchOrEnd(step: Step): boolean {
  return isActorStep(step) && ["fetch", "close", "open"].includes(step.do);
}

const plain: ReadonlySet<string> = new Set(
  "at,actor,do,label,connection,path,method,body,authority".split(","),
);

/** A request of which either version says the same. */
function isPlainFetch(step: Step): boolean {
  if (!isActorStep(step)) return false;
  if (step.do === "close" || step.do === "open") return true;
  return step.do === "fetch" && Object.keys(step).every((key) => plain.has(key));
}

/** On which line it is said. */
function lineOf(step: Omit<ActorStep, "at">): string {
  return `${step.actor} ${step.connection ?? ""}`;
}
