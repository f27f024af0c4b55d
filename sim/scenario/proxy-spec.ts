// What the proxy of a scenario serves, in few words: listeners, clusters with their names and back ends.
// It becomes the requests that an operator would send, so there is nothing that only a scenario can say.

import type { JsonObject } from "@bufbuild/protobuf";
import type { RequestJson } from "./world-settings.ts";

/** Seconds; the proxy's own where left out. */
interface ListenerTimeouts {
  readonly frontTimeout?: number;
  readonly backTimeout?: number;
  readonly connectTimeout?: number;
  readonly requestTimeout?: number;
}

interface ListenerSpec extends ListenerTimeouts {
  readonly port: number;
  /** A TLS listener: the names that its certificate bears. */
  readonly certificate?: string;
}

interface BackendSpec {
  readonly id: string;
  /** `127.0.0.1` unless told. */
  readonly host?: string;
  readonly port: number;
}

interface ClusterSpec {
  readonly id: string;
  /** `a.example` unless told. */
  readonly hostname?: string;
  /** A prefix. */
  readonly path?: string;
  /** Whether its back ends speak HTTP/2. */
  readonly http2?: boolean;
  readonly backends: readonly BackendSpec[];
  /** Fields of the cluster's own message. */
  readonly more?: JsonObject;
  /** Fields of the messages of its frontends. */
  readonly frontend?: JsonObject;
}

export interface ProxySpec {
  /** Where its listeners are and, unless told, its back ends; `127.0.0.1` unless told. */
  readonly host?: string;
  /** One on port 8080 unless told. */
  readonly listeners?: readonly ListenerSpec[];
  readonly clusters: readonly ClusterSpec[];
}

const loopback = "127.0.0.1";

/** In the order in which they can be carried out. */
export function proxyRequests(spec: ProxySpec): readonly RequestJson[] {
  const { listeners = [{ port: 8080 }], host = loopback } = spec;
  return [
    ...listeners.map((listener) => listenerRequest(listener, host)),
    ...spec.clusters.flatMap((cluster) => clusterRequests(cluster, listeners, host)),
    ...listeners.map(({ port, certificate }) => ({
      activateListener: {
        address: addressOf(port, host),
        proxy: certificate === undefined ? "HTTP" : "HTTPS",
      },
    })),
  ];
}

/** In the simulator a certificate is the names that it bears. */
function listenerRequest(
  { port, certificate, ...timeouts }: ListenerSpec,
  host: string,
): RequestJson {
  const listener = { address: addressOf(port, host), ...timeouts };
  if (certificate === undefined) return { addHttpListener: listener };
  return { addHttpsListener: { ...listener, certificate, key: "key" } };
}

function clusterRequests(
  cluster: ClusterSpec,
  listeners: readonly ListenerSpec[],
  home: string,
): readonly RequestJson[] {
  const { id: clusterId, hostname = "a.example", path = "/", http2 = false } = cluster;
  const { more = {}, frontend = {} } = cluster;
  return [
    { addCluster: { clusterId, http2, ...more } },
    ...listeners.map(({ port, certificate }) => {
      const rule = { path: { kind: "PREFIX", value: path }, ...frontend };
      const message = { clusterId, address: addressOf(port, home), hostname, ...rule };
      return certificate === undefined
        ? { addHttpFrontend: message }
        : { addHttpsFrontend: message };
    }),
    ...cluster.backends.map(({ id: backendId, host = home, port }) => ({
      addBackend: { clusterId, backendId, address: addressOf(port, host) },
    })),
  ];
}

function addressOf(port: number, host: string): JsonObject {
  return { ip: { v4: numberOf(host) }, port };
}

/** Of four decimal numbers. */
function numberOf(host: string): number {
  return host.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
