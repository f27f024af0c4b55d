// What of a case with HTTP traffic cannot be brought about on real sockets.
import type { ActorSpec, Scenario } from "../../../sim/index.ts";
import { hasCertificate, secureListeners } from "./securing.ts";

export interface TrafficAbilities {
  /** Whether a cleartext listener takes HTTP/2 by prior knowledge; it does unless told. */
  readonly cleartextHttp2?: boolean;
}

/** A reason, or undefined. */
export function missingForTraffic(
  scenario: Scenario,
  { cleartextHttp2 = true }: TrafficAbilities,
): string | undefined {
  const { actors, world = {} } = scenario;
  const specs = Object.values(actors);
  const missing = specs.map(missingForActor).find((why) => why !== undefined);
  if (missing !== undefined) return missing;
  const secure = secureListeners(scenario);
  if (![...secure.values()].every(hasCertificate)) return "nobody has such a certificate here";
  const clients = specs.flatMap((spec) => (spec.kind === "http-client" ? [spec] : []));
  const isClear = clients.some(({ protocol, to }) => protocol === "h2" && !secure.has(to.port));
  if (!cleartextHttp2 && isClear) return "its cleartext listeners speak HTTP/1 alone";
  const isServed = world.proxy !== undefined || world.requests !== undefined;
  const asks = specs.some(({ kind }) => kind === "http-client");
  return asks && !isServed ? "nothing is served in it" : undefined;
}

function missingForActor(spec: ActorSpec): string | undefined {
  if (spec.kind !== "http-client" && spec.kind !== "http-origin") return undefined;
  const { host } = spec.kind === "http-client" ? spec.to : spec.at;
  return host.startsWith("127.0.0.") ? undefined : "it is about addresses beyond this machine";
}
