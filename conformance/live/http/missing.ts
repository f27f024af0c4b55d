// What of a case with HTTP traffic cannot be brought about on real sockets.
import { fromJson } from "@bufbuild/protobuf";
import { type ActorSpec, proxyRequests, type Scenario } from "../../../sim/index.ts";
import { RequestSchema } from "../../../wire/index.ts";

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
  const secure = securePorts(scenario);
  const clients = specs.flatMap((spec) => (spec.kind === "http-client" ? [spec] : []));
  if (clients.some(({ to }) => secure.has(to.port))) return "it speaks TLS";
  if (!cleartextHttp2 && clients.some(({ protocol }) => protocol === "h2")) {
    return "its cleartext listeners speak HTTP/1 alone";
  }
  const isServed = world.proxy !== undefined || world.requests !== undefined;
  const asks = specs.some(({ kind }) => kind === "http-client");
  return asks && !isServed ? "nothing is served in it" : undefined;
}

/** The ports of TLS listeners. */
function securePorts({ world = {} }: Scenario): ReadonlySet<number> {
  const { proxy, requests = [] } = world;
  const served = proxy === undefined ? [] : proxyRequests(proxy);
  const asked = [...served, ...requests].map((json) => fromJson(RequestSchema, json));
  const ports = asked.flatMap(({ requestType: { case: verb, value } }) =>
    verb === "addHttpsListener" ? [value.address?.port ?? 0] : [],
  );
  return new Set(ports);
}

function missingForActor(spec: ActorSpec): string | undefined {
  if (spec.kind !== "http-client" && spec.kind !== "http-origin") return undefined;
  if (spec.kind === "http-client" && spec.serverName !== undefined) return "it speaks TLS";
  const { host } = spec.kind === "http-client" ? spec.to : spec.at;
  return host.startsWith("127.0.0.") ? undefined : "it is about addresses beyond this machine";
}
