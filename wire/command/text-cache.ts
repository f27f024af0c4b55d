// Short texts that were read lately. The same ids, sessions and messages come again and again, and to
// find a string takes a fraction of making it. What is found equals what would have been made, so
// nobody can tell; a text that is pushed out is made again.

import { ASCII_LOOP_UNITS_MAX, TEXT_CACHE_SLOTS } from "../bounds.ts";
import { latin1 } from "../latin1.ts";

export class TextCache {
  readonly #texts: string[] = new Array<string>(TEXT_CACHE_SLOTS).fill("");
  /** The same texts as bytes: two arrays are compared faster than an array and a string. */
  readonly #spelled = new Uint8Array(TEXT_CACHE_SLOTS * ASCII_LOOP_UNITS_MAX);

  /** The bytes as text, or undefined where one of them is not ASCII. No more than a slot holds. */
  ascii(bytes: Uint8Array, start: number, end: number): string | undefined {
    const slot = slotOf(bytes, start, end);
    const known = this.#texts[slot]!;
    if (known.length === end - start && this.#isSpelled(slot, bytes, start, end)) return known;
    for (let at = start; at < end; at += 1) if (bytes[at]! >= 0x80) return undefined;
    const text = latin1(bytes, start, end);
    const spelled = this.#spelled;
    const offset = slot * ASCII_LOOP_UNITS_MAX - start;
    for (let at = start; at < end; at += 1) spelled[offset + at] = bytes[at]!;
    this.#texts[slot] = text;
    return text;
  }

  #isSpelled(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    const spelled = this.#spelled;
    const offset = slot * ASCII_LOOP_UNITS_MAX - start;
    for (let at = start; at < end; at += 1) {
      if (spelled[offset + at] !== bytes[at]) return false;
    }
    return true;
  }
}

/** From the length and a few bytes: texts of one kind differ near their end, if not in length. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = Math.max(start, end - 6); at < end; at += 1) hash = (hash * 31 + bytes[at]!) | 0;
  return (hash ^ (hash >>> 15)) & (TEXT_CACHE_SLOTS - 1);
}
