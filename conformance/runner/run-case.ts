// One case under one seed: plays the scenario, lets every checker see it, and judges what the
// scenario itself expects.
import {
  AssertionFault,
  type CompiledScenario,
  play,
  playableScenario,
  type PlayOptions,
  type PlayResult,
  playCompiled,
  type Scenario,
  ScenarioError,
  type TraceEvent,
  type TwinSpec,
  WorldError,
} from "../../sim/index.ts";
import type { BootFacts, Family, WorldLimits } from "../checkers/family.ts";
import { Judge, type JudgeOptions } from "../checkers/judge.ts";
import type { Sample, Verdicts, Violation } from "../checkers/verdicts.ts";
import type { Divergence } from "../expectations/divergence.ts";
import { isExpected, judgeExpectations } from "../expectations/judge.ts";
import type { AccessFormat } from "../model/access/format.ts";
import { accessFormat } from "../model/access/formats.ts";
import { levelNames } from "../model/level.ts";
import type { Observation } from "../observe/observation.ts";
import { TrafficWatch } from "../observe/traffic.ts";
import { HttpEar } from "../observe/http-traffic.ts";
import { Observer, type ObserverOptions } from "../observe/observer.ts";
import type { Target } from "../targets/target.ts";
import { bystandersOf, twinOf } from "../twins/twin.ts";
import { judgeTwin } from "../twins/twin-judge.ts";
import { type LeaseConstants, microsPerSecond } from "../model/constants.ts";
import { restMicrosOf, sessionLimitsOf } from "../model/rest.ts";
import { bootOf, type CasePlan, planCase } from "./case-plan.ts";
import { Kept } from "./kept.ts";
import { SpinError, wakesAtOneInstantMax, WakeWatch } from "./wake-watch.ts";

export interface CaseRun {
  readonly seed: number;
  readonly hash: string;
  readonly events: number;
  readonly virtualMicros: number;
  readonly evaluations: ReadonlyMap<string, number>;
  readonly violations: readonly Violation[];
  readonly divergences: readonly Divergence[];
  readonly observations: readonly Observation[];
  /** What was seen in the twin, where the scenario has one. */
  readonly twinObservations: readonly Observation[];
  readonly samples: readonly Sample[];
}

/** Sees a run beside its checkers. */
export interface RunWatcher {
  event(event: TraceEvent): void;
  observation(observation: Observation): void;
}

export interface RunCaseOptions {
  readonly seed: number;
  /** Keeps falsifications of what was judged, for the self-test. */
  readonly sampling?: boolean;
  readonly watcher?: RunWatcher;
  /** Of this scenario, where it is run more than once. */
  readonly plan?: CasePlan;
  /**
   * Which observations the caller looks at when the run is over; at all of them, when absent. A run that
   * has a twin is kept whole, and so is what the expectations of a scenario are held against.
   */
  readonly isWanted?: (observation: Observation) => boolean;
}

export function runCase(scenario: Scenario, target: Target, options: RunCaseOptions): CaseRun {
  const { twin } = scenario;
  const { sampling = false, plan = planCase(scenario) } = options;
  const judge = judgeFor(scenario, target.constants, { sampling, boot: plan.boot });
  const { verdicts } = judge;
  const kept = new Kept(wantedOf(scenario, options));
  const watched = watch(plan.compiled, target, { ...options, twin, judge, kept });
  const { observations } = watched;
  let twinObservations: readonly Observation[] = [];
  if (twin !== undefined && watched.crash === undefined) {
    // Nobody judges the twin: it is what the run is held against.
    const { seed } = options;
    const unjudged = { seed, twin, judge: undefined, kept: new Kept(undefined) };
    const other = watch(playableScenario(twinOf(scenario, twin)), target, unjudged);
    twinObservations = other.observations;
    if (other.crash === undefined) {
      judgeTwin(twin, { run: observations, twinRun: twinObservations }, verdicts);
    } else {
      verdicts.violated(other.crash);
    }
  }
  const { evaluations, samples, violations } = verdicts;
  const judged = { seed: options.seed, evaluations, observations, twinObservations, samples };
  const { result, crash } = watched;
  if (result === undefined || crash !== undefined) {
    const all = crash === undefined ? violations : [...violations, crash];
    const nothing = { hash: "crashed", events: 0, divergences: [] };
    return { ...judged, ...nothing, virtualMicros: crash?.at ?? 0, violations: all };
  }
  const { hash, events, now, journals } = result;
  return {
    ...judged,
    hash,
    events,
    virtualMicros: now,
    violations,
    divergences: judgeExpectations(scenario, { journals, observations }, target.constants),
  };
}

/** The same for whoever looks at nothing but the verdicts: observations of hundreds of runs would not fit. */
export function judgeCase(
  scenario: Scenario,
  target: Target,
  options: Omit<RunCaseOptions, "isWanted">,
): CaseRun {
  const run = runCase(scenario, target, { ...options, isWanted: () => false });
  return { ...run, observations: [], twinObservations: [], samples: [] };
}

/** The caller's observations and those of the expectations; of a run with a twin, and by default, all. */
function wantedOf(
  { twin }: Scenario,
  { isWanted }: RunCaseOptions,
): ((observation: Observation) => boolean) | undefined {
  if (twin !== undefined || isWanted === undefined) return undefined;
  return (observation) => isWanted(observation) || isExpected(observation);
}

/** What can be seen of a run that nobody judges. */
export function observed(
  scenario: Scenario,
  target: Target,
  options: PlayOptions,
): readonly Observation[] {
  const observations: Observation[] = [];
  const observer = new Observer({
    ...scriptsOf(scenario),
    frameBytesMax: frameBytesMaxOf(scenario),
    ...showsOf(undefined, target),
    traffic: undefined,
    emit: (observation) => {
      observations.push(observation);
    },
  });
  const restMicros = restMicrosOf(scenario, target.constants.traffic);
  play(scenario, target.testee, {
    ...options,
    ...(restMicros === undefined ? {} : { restMicros }),
    probing: true,
    observe: (event) => {
      observer.observe(event);
    },
  });
  return observations;
}

interface Watching extends RunCaseOptions {
  readonly twin: TwinSpec | undefined;
  readonly judge: Judge | undefined;
  readonly kept: Kept;
}

interface Watched {
  readonly observations: Observation[];
  readonly result: PlayResult | undefined;
  readonly crash: Violation | undefined;
}

/** Plays once, and shows the judge what happens. */
function watch(compiled: CompiledScenario, target: Target, watching: Watching): Watched {
  const { seed, twin, judge, watcher, kept } = watching;
  const { scenario } = compiled;
  const { observations } = kept;
  const emit = (observation: Observation): void => {
    kept.see(observation);
    watcher?.observation(observation);
    judge?.observe(observation);
  };
  const observer = new Observer({
    ...scriptsOf(scenario),
    frameBytesMax: frameBytesMaxOf(scenario),
    ...showsOf(judge, target),
    traffic: trafficFor(scenario, judge, emit),
    ...(judge?.wants("http-bytes") === true ? { ear: new HttpEar(scenario.actors) } : {}),
    ...(twin === undefined ? {} : { receivers: bystandersOf(scenario, twin) }),
    emit,
  });
  const wakes = new WakeWatch();
  try {
    const restMicros = restMicrosOf(scenario, target.constants.traffic);
    const result = playCompiled(compiled, target.testee, {
      ...playOptionsOf(seed),
      ...(restMicros === undefined ? {} : { restMicros }),
      probing: true,
      observe: (event) => {
        wakes.observe(event);
        watcher?.event(event);
        observer.observe(event);
      },
    });
    const isEndless = result.stopped === "bound" || result.stopped === "livelock";
    if (!isEndless) observer.end(result.now, restMicros !== undefined);
    const crash = isEndless ? endless(result.now, kept.seen) : undefined;
    return { observations, result, crash };
  } catch (error) {
    return { observations, result: undefined, crash: crashOf(error, kept) };
  }
}

/** No more than somebody judges: the twin is judged by nobody. */
function showsOf(
  judge: Judge | undefined,
  target: Target,
): Pick<ObserverOptions, "showsBytes" | "accessFormat" | "showsSockets" | "showsLegs"> {
  if (judge === undefined) {
    return { showsBytes: false, accessFormat: undefined, showsSockets: false, showsLegs: false };
  }
  return {
    showsBytes: judge.wants("client-bytes"),
    accessFormat: judge.wants("access") ? formatOf(target) : undefined,
    showsSockets: judge.wants("socket"),
    showsLegs: judge.wantsLegs,
  };
}

function formatOf({ constants }: Target): AccessFormat {
  return accessFormat(constants.access.format);
}

/** Nobody watches where nobody speaks HTTP. */
function trafficFor(
  { actors }: Scenario,
  judge: Judge | undefined,
  emit: (observation: Observation) => void,
): TrafficWatch | undefined {
  if (judge?.wantsTraffic !== true) return undefined;
  const speaks = Object.values(actors).some(({ kind }) => kind.startsWith("http-"));
  return speaks ? new TrafficWatch(emit) : undefined;
}

/** A run that had to be ended. */
function endless(at: number, index: number): Violation {
  const message = "the run did not come to an end";
  return {
    rule: "LIVE-ENDS",
    index,
    at,
    message,
    expected: "an end",
    actual: "the bound on events",
  };
}

/** Seed 0 is calm and first come, first served; every other seed draws, ties included. */
export function playOptionsOf(seed: number): PlayOptions {
  return seed === 0 ? { choices: [] } : { seed, ties: "random" };
}

/** What a machine threw. A fault of the world or of the scenario is ours and goes on. */
function crashOf(error: unknown, { seen, lastAt }: Kept): Violation {
  if (
    error instanceof WorldError ||
    error instanceof AssertionFault ||
    error instanceof ScenarioError
  ) {
    throw error;
  }
  const spins = error instanceof SpinError;
  return {
    rule: spins ? "LIVE-ENDS" : "LIVE-NO-CRASH",
    index: seen,
    at: lastAt,
    message: spins ? "a machine was woken at one instant without end" : "a machine threw",
    expected: spins ? `at most ${wakesAtOneInstantMax} wakes` : "an output",
    actual: error instanceof Error ? error.message : String(error),
  };
}

/** Judges what was recorded before, with its twin where there is one. */
export function judgeRecording(
  scenario: Scenario,
  { constants }: Target,
  recording: Pick<CaseRun, "observations" | "twinObservations"> & {
    readonly families: readonly Family[];
  },
): Verdicts {
  const { observations, twinObservations, families } = recording;
  const judge = judgeFor(scenario, constants, { sampling: false, families });
  for (const observation of observations) judge.observe(observation);
  const { verdicts } = judge;
  const { twin } = scenario;
  if (twin !== undefined) {
    judgeTwin(twin, { run: observations, twinRun: twinObservations }, verdicts);
  }
  return verdicts;
}

export interface JudgeForOptions extends Pick<JudgeOptions, "sampling" | "families" | "rules"> {
  /** Of the same scenario, where somebody has made it already. */
  readonly boot?: BootFacts;
}

/** The judge that fits the world of a scenario. */
export function judgeFor(
  scenario: Scenario,
  constants: LeaseConstants,
  { boot = bootOf(scenario), ...options }: JudgeForOptions,
): Judge {
  return new Judge({
    floor: levelNames.indexOf(scenario.world?.detail ?? "cluster"),
    constants,
    world: limitsOf(scenario, constants, boot),
    hasMaster: scenario.world?.topology !== "scripted-master",
    ...options,
  });
}

function frameBytesMaxOf({ world }: Scenario): number {
  return world?.frameBytesMax ?? 2_000_000;
}

function limitsOf(scenario: Scenario, { traffic }: LeaseConstants, boot: BootFacts): WorldLimits {
  const { world } = scenario;
  return {
    workerTimeoutMicros: (world?.workerTimeoutSeconds ?? 10) * microsPerSecond,
    frameBytesMax: frameBytesMaxOf(scenario),
    sessions: sessionLimitsOf(scenario, traffic),
    statsd: world?.statsd,
    boot,
    origins: originsOf(scenario),
  };
}

function originsOf({ actors }: Scenario): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  for (const [name, spec] of Object.entries(actors)) {
    if (spec.kind === "http-origin") origins.set(name, `${spec.at.host}:${spec.at.port}`);
  }
  return origins;
}

/** Which workers an actor stands in front of, and what those do not know. */
function scriptsOf({ world }: Scenario): Pick<ObserverOptions, "scripted" | "unknownVerbs"> {
  const scripts = Object.entries(world?.workerScripts ?? {});
  return {
    scripted: new Set(scripts.map(([id]) => Number(id))),
    unknownVerbs: new Map(
      scripts.map(([id, script]) => [Number(id), script.kind === "old" ? script.unknownVerbs : []]),
    ),
  };
}
