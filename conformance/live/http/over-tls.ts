// A case whose clients speak HTTP/2 in the clear, for a proxy that takes HTTP/2 over TLS alone: the same
// case, with TLS on the ports where they ask. A client's handshake asks for the name that it asks for first.
// Whether the case still means the same is not decided here but tried in the simulator (`bearing.ts`).
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { ActorSpec, ProxySpec, Scenario, Step, WorldSpec } from "../../../sim/index.ts";
import { secureListeners } from "./securing.ts";

/** The names that such cases ask for, as far as a certificate can bear them. */
export const namesOverTls =
  "a.example *.a.example b.example *.b.example d.example e.example none.example deny.example moved.example gone.example empty.example nobody.example";

/**
 * The case itself where nobody speaks HTTP/2 in the clear and every handshake asks for a name: of whom a
 * case says nothing of its handshake, that is nothing that the case is about.
 */
export function overTls(scenario: Scenario): Scenario {
  const ports = clearPortsOf(scenario);
  const unnamed = unnamedClients(scenario, ports);
  if (unnamed.size === 0) return scenario;
  const { world = {}, actors, steps } = scenario;
  const named = Object.entries(actors).map(([name, spec]): [string, ActorSpec] => {
    const isMoved = spec.kind === "http-client" && unnamed.has(name);
    return [name, isMoved ? { ...spec, serverName: firstNameOf(name, steps) } : spec];
  });
  return {
    ...scenario,
    world: worldOverTls(world, ports),
    actors: Object.fromEntries(named),
    steps: steps.map((step) => stepOverTls(step, ports)),
  };
}

/** Who speaks TLS there and does not say for which name it asks. */
function unnamedClients(scenario: Scenario, ports: ReadonlySet<number>): ReadonlySet<string> {
  const secure = secureListeners(scenario);
  const clients = Object.entries(scenario.actors).flatMap(([name, spec]) => {
    const isClient = spec.kind === "http-client" && spec.serverName === undefined;
    return isClient && (ports.has(spec.to.port) || secure.has(spec.to.port)) ? [name] : [];
  });
  return new Set(clients);
}

function clearPortsOf(scenario: Scenario): ReadonlySet<number> {
  const secure = secureListeners(scenario);
  const ports = Object.values(scenario.actors).flatMap((spec) =>
    spec.kind === "http-client" && spec.protocol === "h2" && !secure.has(spec.to.port)
      ? [spec.to.port]
      : [],
  );
  return new Set(ports);
}

const usualName = "a.example";
const borneNames: ReadonlySet<string> = new Set(namesOverTls.split(" "));

/** A proxy that is asked for a name of which it has no certificate says nothing at all. */
function firstNameOf(client: string, steps: readonly Step[]): string {
  const [name = usualName] = namesAskedBy(client, steps);
  const isBorne = borneNames.has(name) || borneNames.has(name.replace(/^[^.]+/, "*"));
  return isBorne ? name : usualName;
}

function namesAskedBy(client: string, steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => {
    if (step.do !== "fetch" || step.actor !== client) return [];
    const { authority = usualName } = step;
    return [authority.replace(/:\d+$/, "").toLowerCase()];
  });
}

/** Over TLS that would be a case about the name of the handshake (ROUTE-421). */
export function asksForOtherNames(over: Scenario, written: Scenario): boolean {
  return Object.entries(over.actors).some(([client, spec]) => {
    if (spec === written.actors[client] || spec.kind !== "http-client") return false;
    return namesAskedBy(client, over.steps).some((name) => name !== spec.serverName);
  });
}

function worldOverTls(world: WorldSpec, ports: ReadonlySet<number>): WorldSpec {
  const { proxy, requests } = world;
  return {
    ...world,
    ...(proxy && { proxy: proxyOverTls(proxy, ports) }),
    ...(requests && { requests: requests.map((request) => requestOverTls(request, ports)) }),
  };
}

function proxyOverTls(proxy: ProxySpec, ports: ReadonlySet<number>): ProxySpec {
  const { listeners = [{ port: 8080 }] } = proxy;
  return {
    ...proxy,
    listeners: listeners.map((listener) =>
      ports.has(listener.port) ? { ...listener, certificate: namesOverTls } : listener,
    ),
  };
}

function stepOverTls(step: Step, ports: ReadonlySet<number>): Step {
  return step.do === "request" ? { ...step, request: requestOverTls(step.request, ports) } : step;
}

/** What is said of a cleartext listener, and what is said of one with TLS. */
const verbs: Readonly<Record<string, string>> = {
  addHttpListener: "addHttpsListener",
  addHttpFrontend: "addHttpsFrontend",
  removeHttpFrontend: "removeHttpsFrontend",
  updateHttpListener: "updateHttpsListener",
};

function requestOverTls(request: JsonObject, ports: ReadonlySet<number>): JsonObject {
  const said = Object.entries(request).map(([verb, message]) => {
    if (!isAbout(message, ports)) return [verb, message] as const;
    const named = verb === "addHttpListener" ? { certificate: namesOverTls, key: "key" } : {};
    const proxy = message["proxy"] === "HTTP" ? { proxy: "HTTPS" } : {};
    return [verbs[verb] ?? verb, { ...message, ...named, ...proxy }] as const;
  });
  return Object.fromEntries<JsonValue>(said);
}

function isAbout(
  message: JsonValue | undefined,
  ports: ReadonlySet<number>,
): message is JsonObject {
  if (!isObject(message) || !isObject(message["address"])) return false;
  const { port } = message["address"];
  return typeof port === "number" && ports.has(port);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
