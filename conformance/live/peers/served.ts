// What the proxy of a case serves, in plain words: who listens where, and which hosts and paths lead to
// which back ends. From it the configuration of a proxy is written that has none of Sōzu's kind. What such
// a configuration has no words for makes the case unsupported.
import { proxyRequests, type Scenario } from "../../../sim/index.ts";
import { type CertificateFiles, certificateFiles } from "../http/securing.ts";
import {
  clustersIn,
  routesOn,
  type ServedCluster,
  type ServedRoute,
  strangeness,
} from "./routes.ts";

/** Seconds. */
export interface ServedTimeouts {
  readonly request: number;
  readonly front: number;
  readonly connect: number;
  readonly back: number;
}

export interface ServedListener {
  readonly host: string;
  readonly port: number;
  /** What its clients speak. */
  readonly protocols: ReadonlySet<"h1" | "h2">;
  readonly timeouts: ServedTimeouts;
  /** Of a listener that speaks TLS, with HTTP/2 or HTTP/1 by ALPN. */
  readonly tls: CertificateFiles | undefined;
  /** The first one that fits is taken. */
  readonly routes: readonly ServedRoute[];
}

export interface Served {
  readonly listeners: readonly ServedListener[];
  readonly clusters: readonly ServedCluster[];
}

/** What there is around a proxy that is launched. */
export interface Surroundings {
  readonly folder: string;
  /** Who answers for those that nobody serves, where somebody has to. */
  readonly nobody: { readonly host: string; readonly port: number };
}

type World = NonNullable<Scenario["world"]>;
type Proxy = NonNullable<World["proxy"]>;

const loopback = "127.0.0.1";

/** A text says why it cannot be served. */
export function servedIn(
  { world = {}, actors, steps }: Scenario,
  defaults: ServedTimeouts,
): Served | string {
  const { proxy, requests: more = [] } = world;
  const speaks = Object.values(actors).every(({ kind }) => kind.startsWith("http-"));
  if (!speaks) return "it needs a control plane of Sōzu's kind";
  if (steps.some((step) => !("actor" in step))) return "it needs to know the proxy's workers";
  if (proxy === undefined) return "it is configured by requests of Sōzu's kind";
  const requests = [...proxyRequests(proxy), ...more];
  const strange = requests.map(strangeness).find((why) => why !== undefined);
  if (strange !== undefined) return strange;
  const clusters = clustersIn(requests);
  const routes = (port: number): readonly ServedRoute[] => routesOn(port, requests, clusters);
  return { listeners: listenersOf(proxy, { actors, defaults, routes }), clusters };
}

interface Listening {
  readonly actors: Scenario["actors"];
  readonly defaults: ServedTimeouts;
  readonly routes: (port: number) => readonly ServedRoute[];
}

function listenersOf(
  { listeners = [{ port: 8080 }], host = loopback }: Proxy,
  { actors, defaults, routes }: Listening,
): readonly ServedListener[] {
  return listeners.map((listener) => {
    const clients = Object.values(actors).flatMap((spec) =>
      spec.kind === "http-client" && spec.to.port === listener.port ? [spec.protocol] : [],
    );
    const timeouts = {
      request: listener.requestTimeout ?? defaults.request,
      front: listener.frontTimeout ?? defaults.front,
      connect: listener.connectTimeout ?? defaults.connect,
      back: listener.backTimeout ?? defaults.back,
    };
    const { port, certificate } = listener;
    const tls = certificate === undefined ? undefined : certificateFiles(certificate);
    return { host, port, protocols: new Set(clients), timeouts, tls, routes: routes(port) };
  });
}
