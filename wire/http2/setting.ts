// The entries of a SETTINGS frame (RFC 9113 §6.5): where they lie, and which values none may have.

import {
  FRAME_PAYLOAD_BYTES_MAX,
  FRAME_PAYLOAD_BYTES_MIN,
  SETTING_BYTES,
  WINDOW_BYTES_MAX,
} from "./bounds.ts";
import type { SettingsFrame } from "./frame-event.ts";
import type { FrameFaultReason } from "./frame-fault.ts";
import { SettingId } from "./frame-type.ts";
import { uint16At, uint32At } from "./number.ts";

export function settingId(frame: SettingsFrame, index: number): number {
  return uint16At(frame.bytes, frame.start + index * SETTING_BYTES);
}

export function settingValue(frame: SettingsFrame, index: number): number {
  return uint32At(frame.bytes, frame.start + index * SETTING_BYTES + 2);
}

/** What is wrong with a value; of a setting that we do not know any value is right. */
export function settingFault(id: number, value: number): FrameFaultReason | undefined {
  switch (id) {
    case SettingId.enablePush:
    case SettingId.enableConnectProtocol:
    case SettingId.noRfc7540Priorities:
      return value > 1 ? "setting-value" : undefined;
    case SettingId.initialWindowSize:
      return value > WINDOW_BYTES_MAX ? "setting-window" : undefined;
    case SettingId.maxFrameSize:
      return value < FRAME_PAYLOAD_BYTES_MIN || value > FRAME_PAYLOAD_BYTES_MAX
        ? "setting-value"
        : undefined;
    default:
      return undefined;
  }
}
