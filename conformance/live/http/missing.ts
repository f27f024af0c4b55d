// What of a case with HTTP traffic cannot be brought about on real sockets.
import type { ActorSpec, Scenario } from "../../../sim/index.ts";
import { hasCertificate, secureListeners } from "./securing.ts";
import { unseen } from "./unseen.ts";

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
