// One case under the calm seed, with what its actors noted and what the observer saw.
import { type ActorJournal, play, type Scenario } from "../../../sim/index.ts";
import type { Observation } from "../../observe/observation.ts";
import { Observer } from "../../observe/observer.ts";
import { playOptionsOf } from "../../runner/run-case.ts";
import type { Target } from "../../targets/target.ts";

export interface Played {
  readonly journals: readonly ActorJournal[];
  readonly observations: readonly Observation[];
}

export function played(scenario: Scenario, { testee }: Target): Played {
  const observations: Observation[] = [];
  const scripted = new Set(Object.keys(scenario.world?.workerScripts ?? {}).map(Number));
  const observer = new Observer({
    scripted,
    showsBytes: true,
    showsLegs: true,
    emit: (seen) => observations.push(seen),
  });
  const { journals } = play(scenario, testee, {
    ...playOptionsOf(0),
    probing: true,
    observe: (event) => {
      observer.observe(event);
    },
  });
  return { journals, observations };
}
