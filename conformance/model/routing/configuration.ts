// What a worker routes by, as its configuration verbs say: a value that no verb changes, so that a
// request can be held against what was in force when it came.
import type { Cluster, Request, RequestHttpFrontend, SocketAddress } from "../../../wire/index.ts";
import { addressText } from "../address-text.ts";
import { HostPattern } from "./host-pattern.ts";

export interface Frontend {
  readonly listener: string;
  readonly scheme: "http" | "https";
  readonly message: RequestHttpFrontend;
  readonly hosts: HostPattern;
}

export interface Configuration {
  /** In the order in which they were added. */
  readonly frontends: readonly Frontend[];
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** The addresses of the back ends of each cluster. */
  readonly backends: ReadonlyMap<string, readonly string[]>;
  /** The certificates of TLS listeners, each with the names that it bears. */
  readonly certificates: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** For clusters that do not say; 0 is no limit. */
  readonly connectionsPerIpMax: number;
}

export const blankConfiguration: Configuration = {
  frontends: [],
  clusters: new Map(),
  backends: new Map(),
  certificates: new Map(),
  connectionsPerIpMax: 0,
};

/** For a verb that the worker carried out; the same value where routing does not depend on it. */
export function configured(before: Configuration, { requestType }: Request): Configuration {
  switch (requestType.case) {
    case "addCluster": {
      const { value } = requestType;
      return { ...before, clusters: new Map(before.clusters).set(value.clusterId, value) };
    }
    case "removeCluster":
      return withoutCluster(before, requestType.value);
    case "addBackend": {
      const { clusterId, address } = requestType.value;
      const known = before.backends.get(clusterId) ?? [];
      return withBackends(before, clusterId, [...known, addressText(address)]);
    }
    case "removeBackend": {
      const { clusterId, address } = requestType.value;
      const known = before.backends.get(clusterId) ?? [];
      const left = known.filter((one) => one !== addressText(address));
      return withBackends(before, clusterId, left);
    }
    case "addHttpFrontend":
      return withFrontend(before, "http", requestType.value);
    case "addHttpsFrontend":
      return withFrontend(before, "https", requestType.value);
    case "removeHttpFrontend":
    case "removeHttpsFrontend":
      return withoutFrontend(before, requestType.value);
    case "addHttpsListener": {
      const { address, certificate } = requestType.value;
      return certificate === "" ? before : withCertificate(before, address, namesOf(certificate));
    }
    case "addCertificate": {
      const { address, certificate } = requestType.value;
      const { certificate: text = "", names = [] } = certificate ?? {};
      return withCertificate(before, address, names.length > 0 ? names : namesOf(text));
    }
    case "setMaxConnectionsPerIp":
      return { ...before, connectionsPerIpMax: Number(requestType.value) };
    default:
      return before;
  }
}

function withBackends(
  before: Configuration,
  cluster: string,
  addresses: readonly string[],
): Configuration {
  return { ...before, backends: new Map(before.backends).set(cluster, addresses) };
}

function withFrontend(
  before: Configuration,
  scheme: Frontend["scheme"],
  message: RequestHttpFrontend,
): Configuration {
  const listener = addressText(message.address);
  const hosts = new HostPattern(message.hostname);
  return { ...before, frontends: [...before.frontends, { listener, scheme, message, hosts }] };
}

function withoutFrontend(before: Configuration, gone: RequestHttpFrontend): Configuration {
  const key = keyOf(gone);
  return { ...before, frontends: before.frontends.filter(({ message }) => keyOf(message) !== key) };
}

function keyOf({ address, hostname, path, method, position }: RequestHttpFrontend): string {
  const { kind = 0, value = "" } = path ?? {};
  const host = hostname.toLowerCase();
  return JSON.stringify([addressText(address), host, kind, value, method, position]);
}

/** CONFIG-REMOVE: nothing uses it from now on. */
function withoutCluster(before: Configuration, id: string): Configuration {
  const clusters = new Map(before.clusters);
  const backends = new Map(before.backends);
  clusters.delete(id);
  backends.delete(id);
  const frontends = before.frontends.filter(({ message }) => message.clusterId !== id);
  return { ...before, frontends, clusters, backends };
}

function withCertificate(
  before: Configuration,
  address: SocketAddress | undefined,
  names: readonly string[],
): Configuration {
  const listener = addressText(address);
  const known = before.certificates.get(listener) ?? [];
  return { ...before, certificates: new Map(before.certificates).set(listener, [...known, names]) };
}

/** In the simulator a certificate is written as the names that it bears. */
function namesOf(certificate: string): readonly string[] {
  return certificate.split(/[\s,]+/).filter((name) => name !== "");
}
