// What a master is started with, as the UTF-8 JSON of its Boot. Files in Sōzu's own format are read
// elsewhere and end up here.

import {
  buffersMost,
  commandBufferBytesLeast,
  commandBufferBytesMost,
  workersMax,
} from "../bounds.ts";
import type { Level } from "../lease/level.ts";
import { readDetail } from "./detail.ts";
import { encodeObject, parseObject, type Fields } from "./fields.ts";
import { readStatsd, type StatsdConfig } from "./statsd-config.ts";

export interface MasterConfig {
  /** Path of the Unix socket operators connect to. */
  readonly commandSocket: string;
  readonly workerCount: number;
  readonly workerAutomaticRestart: boolean;
  readonly workerTimeoutSeconds: number;
  /** The largest frame, prefix included, on every channel. */
  readonly commandBufferBytesMax: number;
  readonly detail: Level;
  readonly statsd?: StatsdConfig;
  /** Of each worker's data plane. */
  readonly buffersMax?: number;
  /** Absent: everybody who can connect may give orders. */
  readonly allowedUids?: readonly number[];
  /** Clients in the clear speak HTTP/2 with prior knowledge and nothing else; else HTTP/1 too. */
  readonly http2Only?: boolean;
  /** The name of a saved state to load at start. */
  readonly savedState?: string;
  /** Payloads of configuration Requests to carry out at start, as hexadecimal digits. */
  readonly requests: readonly string[];
}

const keys = [
  "commandSocket",
  "workerCount",
  "workerAutomaticRestart",
  "workerTimeoutSeconds",
  "commandBufferBytesMax",
  "detail",
  "statsd",
  "buffersMax",
  "allowedUids",
  "http2Only",
  "savedState",
  "requests",
];

export function encodeMasterConfig(config: MasterConfig): Uint8Array {
  return encodeObject(config);
}

/** Throws ConfigError. */
export function decodeMasterConfig(bytes: Uint8Array): MasterConfig {
  const fields = parseObject(bytes, keys);
  return {
    commandSocket: fields.text("commandSocket"),
    workerCount: fields.integer("workerCount", 0, workersMax),
    workerAutomaticRestart: fields.flag("workerAutomaticRestart"),
    workerTimeoutSeconds: fields.integer("workerTimeoutSeconds", 1, 86_400),
    commandBufferBytesMax: fields.integer(
      "commandBufferBytesMax",
      commandBufferBytesLeast,
      commandBufferBytesMost,
    ),
    detail: readDetail(fields),
    requests: fields.texts("requests"),
    ...optional(fields),
  };
}

type Optional = "statsd" | "buffersMax" | "allowedUids" | "http2Only" | "savedState";

function optional(fields: Fields): Pick<MasterConfig, Optional> {
  return {
    ...(fields.has("statsd") ? { statsd: readStatsd(fields) } : {}),
    ...(fields.has("buffersMax")
      ? { buffersMax: fields.integer("buffersMax", 2, buffersMost) }
      : {}),
    ...(fields.has("allowedUids")
      ? { allowedUids: fields.integers("allowedUids", 0, 0xffff_ffff) }
      : {}),
    ...(fields.has("http2Only") ? { http2Only: fields.flag("http2Only") } : {}),
    ...(fields.has("savedState") ? { savedState: fields.text("savedState") } : {}),
  };
}
