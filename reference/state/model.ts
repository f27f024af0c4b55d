// What the configuration consists of. The verbs change it, the snapshot reads it; it checks nothing.

import type {
  AddCertificate,
  AddBackend,
  Cluster,
  HttpListenerConfig,
  HttpsListenerConfig,
  RequestHttpFrontend,
  SocketAddress,
  TcpListenerConfig,
} from "../../wire/index.ts";
import { Registry } from "./registry.ts";

export interface Backend {
  readonly clusterId: string;
  readonly backendId: string;
  /** As text. */
  readonly address: string;
  readonly message: AddBackend;
}

export type ListenerMessage =
  | { readonly kind: "http"; readonly message: HttpListenerConfig }
  | { readonly kind: "https"; readonly message: HttpsListenerConfig }
  | { readonly kind: "tcp"; readonly message: TcpListenerConfig };

export type ListenerKind = ListenerMessage["kind"];

export type Listener = ListenerMessage & {
  /** As text; no two listeners share one. */
  readonly address: string;
  readonly socketAddress: SocketAddress;
  readonly active: boolean;
};

export interface Frontend {
  readonly kind: "http" | "https";
  /** Of its listener, as text. */
  readonly address: string;
  /** Absent: the route is denied. */
  readonly clusterId: string | undefined;
  /** In lower case. */
  readonly hostname: string;
  readonly message: RequestHttpFrontend;
}

/** Beside the one that its listener has from the start. */
export interface Certificate {
  /** Of its listener, as text. */
  readonly address: string;
  readonly message: AddCertificate;
}

export class Model {
  /** By id. */
  readonly clusters: Registry<Cluster> = new Registry<Cluster>();
  /** By cluster, id and address. */
  readonly backends: Registry<Backend> = new Registry<Backend>();
  /** By address. */
  readonly listeners: Registry<Listener> = new Registry<Listener>();
  /** By listener and text. */
  readonly certificates: Registry<Certificate> = new Registry<Certificate>();
  /** By everything that makes a route. The order is that of the rules at one position. */
  readonly frontends: Registry<Frontend> = new Registry<Frontend>();

  /** How many records a snapshot may take. */
  get records(): number {
    const { clusters, backends, listeners, certificates, frontends } = this;
    return clusters.size + backends.size + 2 * listeners.size + certificates.size + frontends.size;
  }
}

/** Parts that may hold any character, as one key that no other parts have. */
export function keyOf(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}
