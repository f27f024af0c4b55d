// What we tell a peer in SETTINGS, and what of it holds already: it holds for the peer once it says so
// (RFC 9113 §6.5.3), and until then it may act as if we had said nothing.

import {
  HPACK_TABLE_BYTES_DEFAULT,
  type OctetWriter,
  SettingId,
  WINDOW_BYTES_INITIAL,
  writeSettings,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { bufferBytes } from "../mux/bounds.ts";
import { framePayloadBytesMax, settingsAckMicros } from "./bounds.ts";
import type { Http2Options } from "./options.ts";

/** A stream's content waits in one buffer, so no more of it is invited. */
export const settledWindowBytes: number = bufferBytes;

export class OwnSettings {
  /** When the acknowledgement is due; undefined: nothing is owed. */
  ackDueAt: Micros | undefined;
  /** What a stream begins with, as the peer sees it. */
  streamWindowBytes: number = WINDOW_BYTES_INITIAL;

  send(now: Micros, out: OctetWriter, options: Http2Options): void {
    writeSettings(out, [
      [SettingId.headerTableSize, HPACK_TABLE_BYTES_DEFAULT],
      [SettingId.enablePush, 0],
      [SettingId.maxConcurrentStreams, options.concurrentStreamsMax],
      [SettingId.initialWindowSize, settledWindowBytes],
      [SettingId.maxFrameSize, framePayloadBytesMax],
      [SettingId.maxHeaderListSize, options.headerListBytesMax],
      [SettingId.enableConnectProtocol, 0],
      [SettingId.noRfc7540Priorities, 1],
    ]);
    this.ackDueAt = now + settingsAckMicros;
  }

  /** By how much every stream's window changes now; undefined: nothing was to be acknowledged. */
  acknowledge(): number | undefined {
    if (this.ackDueAt === undefined) return undefined;
    this.ackDueAt = undefined;
    const shift = settledWindowBytes - this.streamWindowBytes;
    this.streamWindowBytes = settledWindowBytes;
    return shift;
  }
}
