// What RFC 9113 §6 says of each frame type before its payload means anything, as a table.

import { FRAME_HEAD_BYTES, SETTING_BYTES, SETTINGS_ENTRIES_MAX } from "./bounds.ts";
import { FrameFlag } from "./frame-type.ts";

export interface FrameRule {
  /** Which stream identifiers it may have. */
  readonly stream: "zero" | "not-zero" | "any";
  /** Octets that open the payload and are read whole, besides those that flags add. */
  readonly fixedBytes: number;
  /** Whether there is nothing after them. */
  readonly isExact: boolean;
  /** Flags that mean something here: padding and priority add to what is read whole. */
  readonly flags: number;
  /** Whose error a wrong length is (RFC 9113 §4.2 and the section of the type). */
  readonly lengthFault: "connection" | "stream";
}

const padded = FrameFlag.padded;
const headersFlags = padded | FrameFlag.priority | FrameFlag.endHeaders | FrameFlag.endStream;

/** By type. */
export const FRAME_RULES: readonly FrameRule[] = [
  // DATA §6.1. Its length counts against the connection's window, so a wrong one is everybody's.
  rule("not-zero", 0, false, padded | FrameFlag.endStream),
  // HEADERS §6.2
  rule("not-zero", 0, false, headersFlags),
  // PRIORITY §6.3: "MUST be treated as a stream error of type FRAME_SIZE_ERROR".
  { ...rule("not-zero", 5, true), lengthFault: "stream" },
  // RST_STREAM §6.4
  rule("not-zero", 4, true),
  // SETTINGS §6.5: read whole, so that it is applied whole.
  rule("zero", 0, false, FrameFlag.ack),
  // PUSH_PROMISE §6.6
  rule("not-zero", 4, false, padded | FrameFlag.endHeaders),
  // PING §6.7
  rule("zero", 8, true, FrameFlag.ack),
  // GOAWAY §6.8
  rule("zero", 8, false),
  // WINDOW_UPDATE §6.9
  rule("any", 4, true),
  // CONTINUATION §6.10
  rule("not-zero", 0, false, FrameFlag.endHeaders),
];

export const UNKNOWN_RULE: FrameRule = rule("any", 0, false);

/** The longest opening of a payload, and the longest SETTINGS: what a reader sets aside. */
export const GATHERED_BYTES_MAX: number = Math.max(
  FRAME_HEAD_BYTES,
  SETTINGS_ENTRIES_MAX * SETTING_BYTES,
);

function rule(
  stream: FrameRule["stream"],
  fixedBytes: number,
  isExact: boolean,
  flags = 0,
): FrameRule {
  return { stream, fixedBytes, isExact, flags, lengthFault: "connection" };
}
