// Where a request puts something in the configuration: the key under which it is found again. What
// lies under a key is the last request that put it there.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ActivateListenerSchema,
  RemoveListenerSchema,
  TcpListenerConfigSchema,
  type ActivateListener,
  type RemoveBackend,
  type Request,
  type RequestHttpFrontend,
  type SocketAddress,
  type TcpListenerConfig,
} from "../../../wire/index.ts";
import { addressText } from "../../model/address-text.ts";

type RequestType = Request["requestType"];

/** The kind of a thing, its key, and what it hangs on. */
export interface Place {
  readonly act: "put" | "remove";
  readonly kind: "cluster" | "backend" | "listener" | "active" | "frontend";
  readonly key: string;
  readonly cluster?: string;
  readonly address?: string;
}

type Routing = Extract<
  RequestType,
  {
    readonly case:
      | "addCluster"
      | "removeCluster"
      | "addBackend"
      | "removeBackend"
      | "addHttpFrontend"
      | "removeHttpFrontend"
      | "addHttpsFrontend"
      | "removeHttpsFrontend";
  }
>;
type Listening = Extract<
  RequestType,
  {
    readonly case:
      | "addHttpListener"
      | "addHttpsListener"
      | "addTcpListener"
      | "removeListener"
      | "activateListener"
      | "deactivateListener";
  }
>;

/** Undefined: a verb of which this model keeps no account. */
export function placeOf(type: RequestType): Place | undefined {
  if (isRouting(type)) return routingPlace(type);
  return isListening(type) ? listenerPlace(type) : undefined;
}

function isRouting(type: RequestType): type is Routing {
  return /^(?:add|remove)(?:Cluster|Backend|Https?Frontend)$/.test(type.case ?? "");
}

function isListening(type: RequestType): type is Listening {
  return /^(?:add(?:Https?|Tcp)|remove|activate|deactivate)Listener$/.test(type.case ?? "");
}

function routingPlace(type: Routing): Place {
  switch (type.case) {
    case "addCluster":
      return cluster("put", type.value.clusterId);
    case "removeCluster":
      return cluster("remove", type.value);
    case "addBackend":
      return backend("put", type.value);
    case "removeBackend":
      return backend("remove", type.value);
    case "addHttpFrontend":
      return frontend("put", "http", type.value);
    case "removeHttpFrontend":
      return frontend("remove", "http", type.value);
    case "addHttpsFrontend":
      return frontend("put", "https", type.value);
    case "removeHttpsFrontend":
      return frontend("remove", "https", type.value);
  }
}

function listenerPlace(type: Listening): Place {
  switch (type.case) {
    case "addHttpListener":
    case "addHttpsListener":
      return listener("put", "listener", type.value.address);
    case "addTcpListener":
      return listener("put", "listener", named(tcpBytes(type.value)).address);
    case "removeListener": {
      const bytes = toBinary(RemoveListenerSchema, type.value);
      return listener("remove", "listener", named(bytes).address);
    }
    case "activateListener":
      return listener("put", "active", type.value.address);
    case "deactivateListener":
      return listener("remove", "active", type.value.address);
  }
}

function backend(
  act: Place["act"],
  value: Pick<RemoveBackend, "clusterId" | "backendId" | "address">,
): Place {
  const { clusterId, backendId, address } = value;
  const key = keyOf("backend", clusterId, backendId, addressText(address));
  return { act, kind: "backend", key, cluster: clusterId };
}

function cluster(act: Place["act"], id: string): Place {
  return { act, kind: "cluster", key: keyOf("cluster", id), cluster: id };
}

function listener(
  act: Place["act"],
  kind: "listener" | "active",
  address: SocketAddress | undefined,
): Place {
  const text = addressText(address);
  return { act, kind, key: keyOf(kind, text), address: text };
}

/** The cluster is where a route leads, not what it is. */
function frontend(act: Place["act"], scheme: string, value: RequestHttpFrontend): Place {
  const { hostname, path, method, position, clusterId } = value;
  const address = addressText(value.address);
  const route = [hostname.toLowerCase(), path?.kind ?? 0, path?.value ?? "", method, position];
  const key = keyOf("frontend", scheme, address, ...route);
  return { act, kind: "frontend", key, cluster: clusterId, address };
}

export function listenerKey(address: string): string {
  return keyOf("listener", address);
}

export function activeKey(address: string): string {
  return keyOf("active", address);
}

function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** The schema gives no fields: these two messages begin with an address as an activation does. */
function named(bytes: Uint8Array): Partial<ActivateListener> {
  try {
    return fromBinary(ActivateListenerSchema, bytes);
  } catch {
    return {};
  }
}

function tcpBytes(message: TcpListenerConfig): Uint8Array {
  const address = (message.$unknown ?? []).filter(({ no }) => no === 1);
  return toBinary(TcpListenerConfigSchema, { ...message, $unknown: address });
}
