// What a case asks a proxy for, by its verbs.
import type { Scenario } from "../../sim/index.ts";

export const stops: ReadonlySet<string> = new Set(["softStop", "hardStop"]);
/** After these a worker is not the one that it was. */
export const replaces: ReadonlySet<string> = new Set([...stops, "upgradeWorker"]);

export function asksFor({ steps }: Scenario, verbs: ReadonlySet<string>): boolean {
  return steps.some(
    (step) => step.do === "request" && Object.keys(step.request).some((verb) => verbs.has(verb)),
  );
}
