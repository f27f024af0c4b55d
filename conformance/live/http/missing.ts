// What of a case with HTTP traffic cannot be brought about on real sockets.
import type { ActorSpec, Scenario } from "../../../sim/index.ts";
import { hasCertificate, secureListeners } from "./securing.ts";

/** A reason, or undefined. */
export function missingForTraffic(scenario: Scenario): string | undefined {
  const { actors, world = {} } = scenario;
  const specs = Object.values(actors);
  const missing = specs.map(missingForActor).find((why) => why !== undefined);
  if (missing !== undefined) return missing;
  const secure = secureListeners(scenario);
  if (![...secure.values()].every(hasCertificate)) return "nobody has such a certificate here";
  const blind = unseen(scenario);
  if (blind !== undefined) return blind;
  const isServed = world.proxy !== undefined || world.requests !== undefined;
  const asks = specs.some(({ kind }) => kind === "http-client");
  return asks && !isServed ? "nothing is served in it" : undefined;
}

function missingForActor(spec: ActorSpec): string | undefined {
  if (spec.kind !== "http-client" && spec.kind !== "http-origin") return undefined;
  const { host } = spec.kind === "http-client" ? spec.to : spec.at;
  return host.startsWith("127.0.0.") ? undefined : "it is about addresses beyond this machine";
}

/** What is there, and nobody outside a proxy sees. */
function unseen({ actors, steps, expect, rules, world }: Scenario): string | undefined {
  const isDrained = steps.some((step) => step.do === "request" && "softStop" in step.request);
  const isDeaf = Object.values(actors).some(
    (spec) => spec.kind === "http-origin" && spec.protocol === "h2" && spec.reads === false,
  );
  if (isDrained && isDeaf) return "nobody sees what a proxy says to a back end that reads nothing";
  if (rules.includes("ROUTE-429") && (world?.workers ?? 1) > 1) {
    return "nobody sees which worker has taken a client";
  }
  const isAwaited = expect.some((one) => "exchange" in one);
  return isAwaited && sleepsOn(steps) ? "nobody wakes a worker that sleeps to the end" : undefined;
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
