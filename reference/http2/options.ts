// What a listener or a cluster may choose about HTTP/2, with what holds where it chose nothing.

import {
  HPACK_TABLE_BYTES_DEFAULT,
  WINDOW_BYTES_INITIAL,
  WINDOW_BYTES_MAX,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { defaultFloodLimits, type FloodLimits } from "./flood-table.ts";

export interface Http2Options {
  /** RFC 9113 §5.1.2: exchanges that the peer may have under way. */
  readonly concurrentStreamsMax: number;
  /** RFC 9113 §6.5.2 counts 32 octets for each field. */
  readonly headerListBytesMax: number;
  readonly headerFieldsMax: number;
  /** How much of the peer's table we are ready to fill. */
  readonly encoderTableBytesMax: number;
  /** What the peer may send on all streams together. */
  readonly connectionWindowBytes: number;
  readonly flood: FloodLimits;
  /** FLOW-STALL: how long a stream may stand still for its peer's sake. */
  readonly stallMicros: Micros;
  /** TIMEOUT-BACKEND: how long a back end may be silent that owes bytes. */
  readonly silenceMicros: Micros;
  /** From the accept to the first complete head, and for a head from its first byte on. */
  readonly requestMicros: Micros;
  /** How long a connection may be without a stream, or take no byte of what waits for it. */
  readonly idleMicros: Micros;
}

export const defaultHttp2Options: Http2Options = {
  concurrentStreamsMax: 100,
  headerListBytesMax: 65_536,
  headerFieldsMax: 128,
  encoderTableBytesMax: HPACK_TABLE_BYTES_DEFAULT,
  connectionWindowBytes: 1_048_576,
  flood: defaultFloodLimits,
  stallMicros: 30_000_000,
  silenceMicros: 30_000_000,
  requestMicros: 10_000_000,
  idleMicros: 60_000_000,
};

/** A window can neither begin smaller than the protocol says nor ever be larger. */
export function connectionWindowOf(options: Http2Options): number {
  return Math.min(Math.max(options.connectionWindowBytes, WINDOW_BYTES_INITIAL), WINDOW_BYTES_MAX);
}
