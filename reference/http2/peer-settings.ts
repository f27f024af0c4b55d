// What the peer wants of us (RFC 9113 §6.5.2). The values were checked when they were read; what is
// unknown is ignored.

import {
  FRAME_PAYLOAD_BYTES_MIN,
  HPACK_TABLE_BYTES_DEFAULT,
  SettingId,
  settingId,
  type SettingsFrame,
  settingValue,
  WINDOW_BYTES_INITIAL,
} from "../../wire/index.ts";

export class PeerSettings {
  headerTableBytes: number = HPACK_TABLE_BYTES_DEFAULT;
  /** RFC 7541 §4.2: the smallest it was since somebody asked. */
  headerTableBytesLowest: number = HPACK_TABLE_BYTES_DEFAULT;
  /** H2-CONCURRENCY: until it says something there is no limit. */
  concurrentStreamsMax: number = Number.POSITIVE_INFINITY;
  streamWindowBytes: number = WINDOW_BYTES_INITIAL;
  frameBytesMax: number = FRAME_PAYLOAD_BYTES_MIN;
  /** Whether its first SETTINGS have come. */
  isKnown = false;

  /** §6.5.3: "The values [...] MUST be processed in the order they appear". */
  apply(frame: SettingsFrame): void {
    this.isKnown = true;
    for (let index = 0; index < frame.entries; index += 1) {
      this.#set(settingId(frame, index), settingValue(frame, index));
    }
  }

  #set(id: number, value: number): void {
    switch (id) {
      case SettingId.headerTableSize:
        this.headerTableBytes = value;
        this.headerTableBytesLowest = Math.min(this.headerTableBytesLowest, value);
        return;
      case SettingId.maxConcurrentStreams:
        this.concurrentStreamsMax = value;
        return;
      case SettingId.initialWindowSize:
        this.streamWindowBytes = value;
        return;
      case SettingId.maxFrameSize:
        this.frameBytesMax = value;
        return;
      default:
    }
  }
}
