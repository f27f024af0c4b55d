// What both sides of HTTP/2 say in a head beside the message itself: how long its content is, and how
// much of the other side's a stream takes.

import { WINDOW_BYTES_INITIAL } from "../../../wire/index.ts";
import { framingOf } from "./h1-message.ts";
import type { FieldSpec, MessageSpec, PeerSpec } from "./spec.ts";

const initialWindowSetting = 4;
/** RFC 9113 §6 */
const settingsFrame = 4;
const windowUpdateFrame = 8;

/** A length is told where it would be in HTTP/1. */
export function lengthField(spec: MessageSpec): readonly FieldSpec[] {
  const told = framingOf(spec) === "length" ? spec.body?.bytes : undefined;
  const bytes = spec.declaredBytes ?? told;
  return bytes === undefined ? [] : [["content-length", String(bytes)]];
}

/** What a stream of this peer takes before any credit: what is received is at most credited back. */
export function initialWindowOf({ settings = [] }: PeerSpec): number {
  return settings.findLast(([id]) => id === initialWindowSetting)?.[1] ?? WINDOW_BYTES_INITIAL;
}

/** SETTINGS and WINDOW_UPDATE: of what is said in so many words no account is kept. */
export function givesCredit(frameType: number): boolean {
  return frameType === settingsFrame || frameType === windowUpdateFrame;
}

/** Of pairs of hexadecimal digits, with blanks where they help. */
export function bytesOf(hex: string): Uint8Array {
  const pairs = hex.match(/[0-9a-f]{2}/giu) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
