// Field names that were read lately, in lower case whatever their spelling: to find one takes a
// fraction of making it. What is found equals what would have been made.

import { NAME_CACHE_SLOTS, NAME_CACHED_BYTES_MAX } from "../bounds.ts";

const LOWER: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte,
);

export class NameCache {
  readonly #names: string[] = new Array<string>(NAME_CACHE_SLOTS).fill("");
  readonly #spelled = new Uint8Array(NAME_CACHE_SLOTS * NAME_CACHED_BYTES_MAX);

  /** The bytes are those of a token. */
  lower(bytes: Uint8Array, start: number, end: number): string {
    if (end - start > NAME_CACHED_BYTES_MAX) return lowerText(bytes, start, end);
    const slot = slotOf(bytes, start, end);
    const known = this.#names[slot]!;
    if (known.length === end - start && this.#isSpelled(slot, bytes, start, end)) return known;
    const name = lowerText(bytes, start, end);
    this.#names[slot] = name;
    const offset = slot * NAME_CACHED_BYTES_MAX - start;
    for (let at = start; at < end; at += 1) this.#spelled[offset + at] = LOWER[bytes[at]!]!;
    return name;
  }

  #isSpelled(slot: number, bytes: Uint8Array, start: number, end: number): boolean {
    const offset = slot * NAME_CACHED_BYTES_MAX - start;
    for (let at = start; at < end; at += 1) {
      if (this.#spelled[offset + at] !== LOWER[bytes[at]!]) return false;
    }
    return true;
  }
}

function lowerText(bytes: Uint8Array, start: number, end: number): string {
  let name = "";
  for (let at = start; at < end; at += 1) name += String.fromCharCode(LOWER[bytes[at]!]!);
  return name;
}

/** Names differ in their length, their first or their last letters. */
function slotOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = (end - start) * 31 + LOWER[bytes[start]!]!;
  for (let at = Math.max(start, end - 4); at < end; at += 1) {
    hash = (Math.imul(hash, 31) + LOWER[bytes[at]!]!) | 0;
  }
  return (hash ^ (hash >>> 12)) & (NAME_CACHE_SLOTS - 1);
}
