// One frame of the control channel: an eight-byte little-endian prefix that counts itself, then the
// payload. It knows nothing of what the payload means.

import { FRAME_PREFIX_BYTES } from "../bounds.ts";
import { Slab } from "../slab.ts";

const WORD = 0x1_0000_0000;

// Where small frames come from; two calls cannot see each other through it.
const slab = new Slab();

/** New bytes: the prefix and a copy of the payload. */
export function frameOf(payload: Uint8Array): Uint8Array {
  const frameBytes = FRAME_PREFIX_BYTES + payload.length;
  const frame = slab.take(frameBytes);
  writePrefix(frame, 0, frameBytes);
  frame.set(payload, FRAME_PREFIX_BYTES);
  return frame;
}

/** The eight bytes before a payload. */
export function writePrefix(into: Uint8Array, at: number, frameBytes: number): void {
  into[at] = frameBytes;
  into[at + 1] = frameBytes >>> 8;
  into[at + 2] = frameBytes >>> 16;
  into[at + 3] = frameBytes >>> 24;
  // The upper word is all zero below 4 GiB, and an array of that size does not exist here.
  into[at + 4] = 0;
  into[at + 5] = 0;
  into[at + 6] = 0;
  into[at + 7] = 0;
}

/** The declared total length; exact below 2^53, and beyond it still larger than any limit. */
export function declaredBytes(bytes: Uint8Array, start: number): number {
  return littleEndianWord(bytes, start + 4) * WORD + littleEndianWord(bytes, start);
}

/** The same, exact over the whole range, for reports. */
export function declaredExactly(bytes: Uint8Array, start: number): bigint {
  const high = BigInt(littleEndianWord(bytes, start + 4));
  return (high << 32n) | BigInt(littleEndianWord(bytes, start));
}

function littleEndianWord(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  );
}
