// Short texts that were read lately. The same ids, sessions and messages come again and again, and to
// find a string takes a fraction of making it. What is found equals what would have been made, so
// nobody can tell; a text that is pushed out is made again.

import { TEXT_CACHE_SLOTS } from "../bounds.ts";

export class TextCache {
  readonly #texts: string[] = new Array<string>(TEXT_CACHE_SLOTS).fill("");

  /** The bytes as text, or undefined where one of them is not ASCII. */
  ascii(bytes: Uint8Array, start: number, end: number): string | undefined {
    let hash = end - start;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at]!;
      if (byte >= 0x80) return undefined;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    const slot = (hash ^ (hash >>> 15)) & (TEXT_CACHE_SLOTS - 1);
    const known = this.#texts[slot]!;
    if (isSpelled(known, bytes, start, end)) return known;
    const text = String.fromCharCode(...bytes.subarray(start, end));
    this.#texts[slot] = text;
    return text;
  }
}

function isSpelled(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) !== bytes[start + index]) return false;
  }
  return true;
}
