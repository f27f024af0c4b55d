// A stream in pieces, and pieces as a stream. Where it is cut depends on its bytes alone, so that a saved
// stream is read again exactly as it was.
import { Draws } from "../gates/hostile/draws.ts";

const cutsMax = 4;
/** Up to this length a stream is also read byte by byte. */
const singlyBytesMax = 2000;

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** How the stream is cut the n-th time. */
export function cutStream(bytes: Uint8Array, ordinal: number): readonly Uint8Array[] {
  const draws = new Draws("cut", checksum(bytes) + ordinal);
  if (draws.below(8) === 0 && bytes.length <= singlyBytesMax) return singly(bytes);
  const places = Array.from({ length: 1 + draws.below(cutsMax) }, () =>
    draws.below(bytes.length + 1),
  );
  const ends = [...places, bytes.length].sort((left, right) => left - right);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

export function singly(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

/** Given to a parser and taken back: what it keeps it must have copied. */
export function lend(pieces: readonly Uint8Array[], give: (piece: Uint8Array) => void): void {
  for (const piece of pieces) {
    const lent = piece.slice();
    give(lent);
    lent.fill(0x7e);
  }
}

function checksum(bytes: Uint8Array): number {
  let sum = bytes.length;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) | 0;
  return sum >>> 0;
}

/** One unit a byte. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"));
}
