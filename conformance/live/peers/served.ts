// What the proxy of a case serves, in plain words: who listens where, and which hosts and paths lead to
// which back ends. From it the configuration of a proxy is written that has none of Sōzu's kind. What such
// a configuration has no words for makes the case unsupported.
import type { Scenario } from "../../../sim/index.ts";
import { type CertificateFiles, certificateFiles } from "../http/securing.ts";

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
}

export interface ServedRoute {
  readonly hostname: string;
  /** A prefix. */
  readonly path: string;
  readonly http2: boolean;
  readonly backends: readonly { readonly host: string; readonly port: number }[];
}

export interface Served {
  readonly listeners: readonly ServedListener[];
  readonly routes: readonly ServedRoute[];
}

/** What there is around a proxy that is launched. */
export interface Surroundings {
  readonly folder: string;
  /** Who answers for those that nobody serves, where somebody has to. */
  readonly nobody: { readonly host: string; readonly port: number };
}

type Proxy = NonNullable<NonNullable<Scenario["world"]>["proxy"]>;

const plainName = /^[a-z0-9.-]+$/;
const plainPath = /^\/[a-z0-9/_-]*$/;
const loopback = "127.0.0.1";

/** A text says why it cannot be served. */
export function servedIn(
  { world = {}, actors, steps }: Scenario,
  defaults: ServedTimeouts,
): Served | string {
  const { proxy } = world;
  const speaks = Object.values(actors).every(({ kind }) => kind.startsWith("http-"));
  if (!speaks) return "it needs a control plane of Sōzu's kind";
  if (steps.some((step) => !("actor" in step))) return "it needs to know the proxy's workers";
  if (proxy === undefined || world.requests !== undefined) {
    return "it is configured by requests of Sōzu's kind";
  }
  const strange = proxy.clusters.map(strangeness).find((why) => why !== undefined);
  if (strange !== undefined) return strange;
  return { listeners: listenersOf(proxy, actors, defaults), routes: routesOf(proxy) };
}

/** What another proxy's configuration says in other words, or not at all. */
function strangeness(cluster: Proxy["clusters"][number]): string | undefined {
  const { hostname = "a.example", path = "/", more = {}, frontend = {} } = cluster;
  const [extra] = [...Object.keys(more), ...Object.keys(frontend)];
  if (extra !== undefined) return `its configuration has no word for ${extra} here`;
  const isPlain = plainName.test(hostname) && plainPath.test(path);
  return isPlain ? undefined : "its configuration has no word for such hosts or paths here";
}

function listenersOf(
  { listeners = [{ port: 8080 }], host = loopback }: Proxy,
  actors: Scenario["actors"],
  defaults: ServedTimeouts,
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
    return { host, port, protocols: new Set(clients), timeouts, tls };
  });
}

function routesOf({ clusters, host: home = loopback }: Proxy): readonly ServedRoute[] {
  return clusters.map(({ hostname = "a.example", path = "/", http2 = false, backends }) => ({
    hostname,
    path,
    http2,
    backends: backends.map(({ host = home, port }) => ({ host, port })),
  }));
}
