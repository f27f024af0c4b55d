// One case under one seed: plays the scenario, lets every checker see it, and judges what the
// scenario itself expects.
import { play, type Scenario } from "../../sim/index.ts";
import { Judge } from "../checkers/judge.ts";
import type { Sample, Violation } from "../checkers/verdicts.ts";
import type { Divergence } from "../expectations/divergence.ts";
import { judgeExpectations } from "../expectations/judge.ts";
import { levelNames } from "../model/level.ts";
import type { Observation } from "../observe/observation.ts";
import { Observer } from "../observe/observer.ts";
import type { Target } from "../targets/target.ts";
import type { LeaseConstants } from "../model/constants.ts";

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

export interface RunCaseOptions {
  readonly seed: number;
  /** Keeps falsifications of what was judged, for the self-test. */
  readonly sampling?: boolean;
}

export function runCase(scenario: Scenario, target: Target, options: RunCaseOptions): CaseRun {
  const observations: Observation[] = [];
  const judge = judgeFor(scenario, target.constants, options.sampling ?? false);
  const observer = new Observer({
    scripted: scriptedWorkers(scenario),
    emit: (observation) => {
      observations.push(observation);
      judge.observe(observation);
    },
  });
  const result = play(scenario, target.testee, {
    seed: options.seed,
    probing: true,
    observe: (event) => {
      observer.observe(event);
    },
  });
  return {
    seed: options.seed,
    hash: result.hash,
    events: result.events,
    virtualMicros: result.now,
    evaluations: judge.verdicts.evaluations,
    violations: judge.verdicts.violations,
    divergences: judgeExpectations(scenario, { journals: result.journals, observations }),
    observations,
    samples: judge.verdicts.samples,
  };
}

/** The judge that fits the world of a scenario. */
export function judgeFor(scenario: Scenario, constants: LeaseConstants, sampling: boolean): Judge {
  return new Judge({
    floor: levelNames.indexOf(scenario.world?.detail ?? "cluster"),
    constants,
    hasMaster: scenario.world?.topology !== "scripted-master",
    sampling,
  });
}

function scriptedWorkers(scenario: Scenario): ReadonlySet<number> {
  return new Set(Object.keys(scenario.world?.workerScripts ?? {}).map(Number));
}
