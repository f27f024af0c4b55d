// The world of a scenario: how many workers, which floor, what the network does. `WorldSpec` is
// what a scenario may write, `WorldSettings` the same with every default filled in, as the player
// and a testee read it. Nothing here starts anything.

import type { JsonObject } from "@bufbuild/protobuf";
import type { Micros } from "../machine.ts";
import { sendWindowBytesDefault } from "../bounds.ts";
import type { WorkerScript } from "../actors/worker-script.ts";
import type { DetailName } from "./detail.ts";
import type { FileSettings, FileSpec } from "./file-spec.ts";
import type { ProxySpec } from "./proxy-spec.ts";

/** A request as protobuf JSON, such as `{ "status": {} }`. */
export type RequestJson = JsonObject;

type Topology = "fleet" | "scripted-master";

export interface StatsdSettings {
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
  readonly taggedMetrics: boolean;
}

export interface WorldSpec {
  /** Workers the master starts, or the scripted master drives. */
  readonly workers?: number;
  /** The configured detail of the master and every worker. */
  readonly detail?: DetailName;
  readonly workerTimeoutSeconds?: number;
  readonly automaticRestart?: boolean;
  /** Whether the host tells the master who its peers are. */
  readonly credentials?: "peer" | "none";
  readonly frameBytesMax?: number;
  /** The least and the most that a segment travels; one draw a segment. */
  readonly latencyMicros?: readonly [Micros, Micros];
  /** `whole` keeps writes together, `random` cuts them by `choose()`. */
  readonly segmentation?: "whole" | "random";
  /** Bytes that each direction takes for a peer that does not read: once with the writer, once with the reader. */
  readonly windowBytes?: number;
  readonly topology?: Topology;
  /** By worker id: actors that stand in front of those workers. */
  readonly workerScripts?: Readonly<Record<string, WorkerScript>>;
  readonly statsd?: StatsdSettings;
  /** Absent: everybody may speak. */
  readonly allowedUids?: readonly number[];
  /** The name of a stored state that the master loads at start. */
  readonly savedState?: string;
  /** Buffers of each worker; the proxy's own number where left out. */
  readonly buffersMax?: number;
  /** Configuration applied at boot, as if it came from a configuration file. */
  readonly requests?: readonly RequestJson[];
  /** The same in few words, for a data plane; carried out before `requests`. */
  readonly proxy?: ProxySpec;
  /** By name: what is on the master's disk. */
  readonly files?: Readonly<Record<string, FileSpec>>;
}

export interface WorldSettings extends Required<Omit<WorldSpec, OptionalName | EncodedName>> {
  readonly commandSocket: string;
  readonly statsd: StatsdSettings | undefined;
  readonly allowedUids: readonly number[] | undefined;
  readonly savedState: string | undefined;
  readonly buffersMax: number | undefined;
  /** Encoded Request payloads, without prefix. */
  readonly requests: readonly Uint8Array[];
  readonly files: ReadonlyMap<string, FileSettings>;
}

/** What is encoded before a run. */
export type Encoded = Pick<WorldSettings, "requests" | "files">;

type EncodedName = "requests" | "files" | "proxy";

type OptionalName = "statsd" | "allowedUids" | "savedState" | "buffersMax";

/** Fills in the defaults. */
export function settingsOf(spec: WorldSpec, encoded: Encoded): WorldSettings {
  return {
    commandSocket: "/run/kakehi/command.sock",
    workers: spec.workers ?? 2,
    detail: spec.detail ?? "cluster",
    workerTimeoutSeconds: spec.workerTimeoutSeconds ?? 10,
    automaticRestart: spec.automaticRestart ?? true,
    credentials: spec.credentials ?? "peer",
    frameBytesMax: spec.frameBytesMax ?? 2_000_000,
    latencyMicros: spec.latencyMicros ?? [0, 0],
    segmentation: spec.segmentation ?? "whole",
    windowBytes: spec.windowBytes ?? sendWindowBytesDefault,
    topology: spec.topology ?? "fleet",
    workerScripts: spec.workerScripts ?? {},
    statsd: spec.statsd,
    allowedUids: spec.allowedUids,
    savedState: spec.savedState,
    buffersMax: spec.buffersMax,
    ...encoded,
  };
}
