// What a case asks a proxy for by its verbs, and when each of its steps is due.
import { type ActorStep, labelsOf, type Micros, type Scenario } from "../../sim/index.ts";

export const stops: ReadonlySet<string> = new Set(["softStop", "hardStop"]);
/** After these a worker is not the one that it was. */
export const replaces: ReadonlySet<string> = new Set([...stops, "upgradeWorker"]);

export function asksFor({ steps }: Scenario, verbs: ReadonlySet<string>): boolean {
  return steps.some(
    (step) => step.do === "request" && Object.keys(step.request).some((verb) => verbs.has(verb)),
  );
}

export interface Due {
  readonly step: ActorStep;
  readonly label: string;
  readonly at: Micros;
}

/** Of the steps of actors, each as often as it is made. */
export function duesOf({ steps }: Pick<Scenario, "steps">): readonly Due[] {
  return steps.flatMap((step) => {
    if (!("actor" in step)) return [];
    const every = "everyMicros" in step ? (step.everyMicros ?? 0) : 0;
    return labelsOf(step).map((label, n) => ({ step, label, at: step.at + n * every }));
  });
}
