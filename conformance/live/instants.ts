// When the steps of a case are made, each as often as it is repeated.
import {
  type ActorStep,
  labelsOf,
  type Micros,
  type Scenario,
  type Step,
} from "../../sim/index.ts";

interface Repeats {
  readonly times: number;
  readonly every: Micros;
}

function repetitionOf(step: Step): Repeats {
  const times = "times" in step ? (step.times ?? 1) : 1;
  const every = "everyMicros" in step ? (step.everyMicros ?? 0) : 0;
  return { times, every };
}

export function repeatsOf(step: Step): Micros[] {
  const { times, every } = repetitionOf(step);
  return Array.from({ length: times }, (_, n) => step.at + n * every);
}

export interface Due {
  readonly step: ActorStep;
  readonly label: string;
  readonly at: Micros;
}

/** Of the steps of actors that have labels. */
export function duesOf({ steps }: Pick<Scenario, "steps">): readonly Due[] {
  return steps.flatMap((step) => {
    if (!("actor" in step)) return [];
    const { every } = repetitionOf(step);
    return labelsOf(step).map((label, n) => ({ step, label, at: step.at + n * every }));
  });
}
