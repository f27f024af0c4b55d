// What is there, and nobody outside a proxy sees.
import type { ActorJournal, Micros, Scenario } from "../../../sim/index.ts";
import { asksFor } from "../asking.ts";
import { clientsIn } from "./clients.ts";

const softStop: ReadonlySet<string> = new Set(["softStop"]);
const hardStop: ReadonlySet<string> = new Set(["hardStop"]);

/** A reason, or undefined. */
export function unseen(scenario: Scenario): string | undefined {
  const { steps, expect, rules, world } = scenario;
  const reason = unseenStop(scenario);
  if (reason !== undefined) return reason;
  if (rules.includes("ROUTE-429") && (world?.workers ?? 1) > 1) {
    return "nobody sees which worker has taken a client";
  }
  const isAwaited = expect.some((one) => "exchange" in one);
  return isAwaited && sleepsOn(steps) ? "nobody wakes a worker that sleeps to the end" : undefined;
}

/** What a stop does to whom. */
function unseenStop(scenario: Scenario): string | undefined {
  const { actors, steps, rules } = scenario;
  if (asksFor(scenario, hardStop) && rules.some((rule) => rule.startsWith("H2-FLOOD-"))) {
    return "nobody sees whether a flood or a hard stop came first";
  }
  if (!asksFor(scenario, softStop)) return undefined;
  const isDeaf = Object.values(actors).some(
    (spec) => spec.kind === "http-origin" && spec.protocol === "h2" && spec.reads === false,
  );
  if (isDeaf) return "nobody sees what a proxy says to a back end that reads nothing";
  const isToldLate = steps.some((step) => step.do === "resumeReading");
  if (!rules.includes("DRAIN-GOAWAY") || !isToldLate) return undefined;
  return "nobody sees when somebody was told of a stop who did not read then";
}

function sleepsOn(steps: Scenario["steps"]): boolean {
  const asleep = new Set<string>();
  for (const step of steps) {
    if (step.do === "pause") asleep.add(step.node);
    else if ((step.do === "resume" || step.do === "kill") && "node" in step)
      asleep.delete(step.node);
  }
  return asleep.size > 0;
}

/** Whoever reads no more is not told on a real socket how its connection ended. */
export function unseenEnd(
  { steps, expect }: Scenario,
  journals: readonly ActorJournal[],
): string | undefined {
  const pausedAt = new Map<string, Micros>();
  for (const step of steps) {
    if (step.do === "pauseReading") pausedAt.set(placeOf(step), step.at);
    else if (step.do === "resumeReading") pausedAt.delete(placeOf(step));
  }
  const expected = new Set(expect.map((one) => "exchange" in one && one.exchange));
  const isUnseen = clientsIn(journals).some((one) => {
    const since = pausedAt.get(placeOf(one)) ?? Infinity;
    return expected.has(one.label) && (one.endedAt ?? Infinity) > since && one.end !== "abandoned";
  });
  return isUnseen ? "nobody sees how a connection ends that is not read any more" : undefined;
}

function placeOf({ actor, connection }: { actor: string; connection?: string }): string {
  return `${actor} ${connection ?? "main"}`;
}
