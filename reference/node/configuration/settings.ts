// What a proxy is started with, wherever it was written down: a file in Sōzu's own format or a few
// words on a command line. Paths are absolute here; every default is applied.

import type { Request } from "../../../wire/index.ts";
import type { Level } from "../../index.ts";
import type { AccessTarget } from "../sinks/access-log.ts";
import type { LogLevel } from "../sinks/log.ts";

export interface StatsdSettings {
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
  readonly taggedMetrics: boolean;
}

export type LogTarget =
  | { readonly kind: "stdout" }
  | { readonly kind: "stderr" }
  | { readonly kind: "file"; readonly path: string };

export interface Settings {
  /** Where relative names of state files begin: the file's directory, or the current one. */
  readonly directory: string;
  readonly commandSocket: string;
  readonly workerCount: number;
  readonly workerAutomaticRestart: boolean;
  readonly workerTimeoutSeconds: number;
  /** The largest frame, prefix included, on every channel. */
  readonly commandBufferBytesMax: number;
  readonly detail: Level;
  readonly statsd: StatsdSettings | undefined;
  /** Undefined: everybody who can connect may give orders. */
  readonly allowedUids: readonly number[] | undefined;
  /** Clients in the clear speak HTTP/2 with prior knowledge alone; no file says so. */
  readonly http2Only?: boolean;
  readonly savedState: string | undefined;
  readonly auditPath: string | undefined;
  readonly auditJsonPath: string | undefined;
  /** Undefined: the access log stands in the log. */
  readonly accessTarget: AccessTarget | undefined;
  /** Records of the machines and their host below it are left out. */
  readonly logLevel: LogLevel;
  readonly logTarget: LogTarget;
  /** Listeners, clusters, frontends and back ends, in the order in which they are to be applied. */
  readonly requests: readonly Request[];
}
