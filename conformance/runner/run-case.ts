// One case under one seed: plays the scenario, lets every checker see it, and judges what the
// scenario itself expects.
import { fromJson } from "@bufbuild/protobuf";
import {
  AssertionFault,
  play,
  type PlayOptions,
  type PlayResult,
  type Scenario,
  ScenarioError,
  type TraceEvent,
  WorldError,
} from "../../sim/index.ts";
import { Judge, type JudgeOptions } from "../checkers/judge.ts";
import type { BootFacts } from "../checkers/family.ts";
import { RequestSchema } from "../../wire/index.ts";
import type { Sample, Violation } from "../checkers/verdicts.ts";
import type { Divergence } from "../expectations/divergence.ts";
import { judgeExpectations } from "../expectations/judge.ts";
import { levelNames } from "../model/level.ts";
import type { Observation } from "../observe/observation.ts";
import { Observer } from "../observe/observer.ts";
import type { Target } from "../targets/target.ts";
import { type LeaseConstants, microsPerSecond } from "../model/constants.ts";
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
}

export function runCase(scenario: Scenario, target: Target, options: RunCaseOptions): CaseRun {
  const observations: Observation[] = [];
  const judge = judgeFor(scenario, target.constants, { sampling: options.sampling ?? false });
  const observer = new Observer({
    scripted: scriptedWorkers(scenario),
    showsBytes: judge.wants("client-bytes"),
    emit: (observation) => {
      observations.push(observation);
      options.watcher?.observation(observation);
      judge.observe(observation);
    },
  });
  const watch = new WakeWatch();
  let crash: Violation | undefined;
  let result: PlayResult | undefined;
  try {
    result = play(scenario, target.testee, {
      ...playOptionsOf(options.seed),
      probing: true,
      observe: (event) => {
        watch.observe(event);
        options.watcher?.event(event);
        observer.observe(event);
      },
    });
    observer.end(result.now);
  } catch (error) {
    crash = crashOf(error, observations);
  }
  const { evaluations, samples } = judge.verdicts;
  const judged = { seed: options.seed, evaluations, observations, samples };
  if (result?.stopped === "bound" || result?.stopped === "livelock") {
    crash = endless(result.now, observations.length);
  }
  if (result === undefined || crash !== undefined) return { ...judged, ...crashed(judge, crash) };
  const { hash, events, now, journals } = result;
  return {
    ...judged,
    hash,
    events,
    virtualMicros: now,
    violations: judge.verdicts.violations,
    divergences: judgeExpectations(scenario, { journals, observations }),
  };
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

/** What is left to say of a run that did not come to its end. */
function crashed(
  { verdicts }: Judge,
  crash: Violation | undefined,
): Pick<CaseRun, "hash" | "events" | "virtualMicros" | "violations" | "divergences"> {
  const violations = crash === undefined ? verdicts.violations : [...verdicts.violations, crash];
  return { hash: "crashed", events: 0, virtualMicros: crash?.at ?? 0, violations, divergences: [] };
}

/** Seed 0 is calm and first come, first served; every other seed draws, ties included. */
export function playOptionsOf(seed: number): PlayOptions {
  return seed === 0 ? { choices: [] } : { seed, ties: "random" };
}

/** What a machine threw. A fault of the world or of the scenario is ours and goes on. */
function crashOf(error: unknown, observations: readonly Observation[]): Violation {
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
    index: observations.length,
    at: observations.at(-1)?.at ?? 0,
    message: spins ? "a machine was woken at one instant without end" : "a machine threw",
    expected: spins ? `at most ${wakesAtOneInstantMax} wakes` : "an output",
    actual: error instanceof Error ? error.message : String(error),
  };
}

/** The judge that fits the world of a scenario. */
export function judgeFor(
  scenario: Scenario,
  constants: LeaseConstants,
  options: Pick<JudgeOptions, "sampling" | "families">,
): Judge {
  return new Judge({
    floor: levelNames.indexOf(scenario.world?.detail ?? "cluster"),
    constants,
    world: {
      workerTimeoutMicros: (scenario.world?.workerTimeoutSeconds ?? 10) * microsPerSecond,
      frameBytesMax: scenario.world?.frameBytesMax ?? 2_000_000,
      boot: bootOf(scenario),
    },
    hasMaster: scenario.world?.topology !== "scripted-master",
    ...options,
  });
}

function bootOf({ world }: Scenario): BootFacts {
  const requests = (world?.requests ?? []).map((json) => fromJson(RequestSchema, json));
  return { requests, savedState: world?.savedState };
}

function scriptedWorkers(scenario: Scenario): ReadonlySet<number> {
  return new Set(Object.keys(scenario.world?.workerScripts ?? {}).map(Number));
}
