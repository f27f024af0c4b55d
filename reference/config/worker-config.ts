// What a worker is started with. The listeners, clusters and the rest of the configuration state
// are not here: they travel over its channel as WorkerRequests, before anything else.

import { buffersMost, commandBufferBytesLeast, commandBufferBytesMost } from "../bounds.ts";
import type { Level } from "../lease/level.ts";
import { readDetail } from "./detail.ts";
import { encodeObject, parseObject } from "./fields.ts";
import { readStatsd, type StatsdConfig } from "./statsd-config.ts";

export interface WorkerConfig {
  /** The decimal tail of the worker's node name; never used twice by one master. */
  readonly id: number;
  readonly commandBufferBytesMax: number;
  readonly detail: Level;
  /** Clients in the clear speak HTTP/2 with prior knowledge and nothing else; else HTTP/1 too. */
  readonly http2Only?: boolean;
  readonly statsd?: StatsdConfig;
  /** Of its data plane: two for each exchange. */
  readonly buffersMax?: number;
}

const keys = ["id", "commandBufferBytesMax", "detail", "http2Only", "statsd", "buffersMax"];

export function encodeWorkerConfig(config: WorkerConfig): Uint8Array {
  return encodeObject(config);
}

/** Throws ConfigError. */
export function decodeWorkerConfig(bytes: Uint8Array): WorkerConfig {
  const fields = parseObject(bytes, keys);
  return {
    id: fields.integer("id", 0, 0xffff_ffff),
    commandBufferBytesMax: fields.integer(
      "commandBufferBytesMax",
      commandBufferBytesLeast,
      commandBufferBytesMost,
    ),
    detail: readDetail(fields),
    ...(fields.has("http2Only") ? { http2Only: fields.flag("http2Only") } : {}),
    ...(fields.has("statsd") ? { statsd: readStatsd(fields) } : {}),
    ...(fields.has("buffersMax")
      ? { buffersMax: fields.integer("buffersMax", 2, buffersMost) }
      : {}),
  };
}
