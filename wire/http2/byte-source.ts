// The bytes that have come and are not taken yet. What must be whole before it is looked at is found
// where it lies, or is gathered from several segments; nothing else is ever copied.

import { NO_OCTETS } from "./frame-slot.ts";

export class ByteSource {
  /** The borrowed segment, and what of it is left. */
  chunk: Uint8Array = NO_OCTETS;
  at = 0;
  end = 0;

  /** Where `gather` found what it was asked for. */
  whole: Uint8Array = NO_OCTETS;
  wholeAt = 0;

  readonly #gathered: Uint8Array;
  #gatheredBytes = 0;

  constructor(gatheredBytesMax: number) {
    this.#gathered = new Uint8Array(gatheredBytesMax);
  }

  get heldBytes(): number {
    return this.#gathered.length + this.chunk.length;
  }

  push(bytes: Uint8Array): void {
    const left = this.end - this.at;
    if (left === 0) {
      this.chunk = bytes;
    } else {
      const joined = new Uint8Array(left + bytes.length);
      joined.set(this.chunk.subarray(this.at, this.end));
      joined.set(bytes, left);
      this.chunk = joined;
    }
    this.at = 0;
    this.end = this.chunk.length;
  }

  /** Gives back what was borrowed. */
  release(): void {
    this.chunk = NO_OCTETS;
    this.whole = NO_OCTETS;
    this.at = 0;
    this.end = 0;
  }

  /** Takes `count` octets that lie side by side; false until so many have come. */
  gather(count: number): boolean {
    const available = this.end - this.at;
    if (this.#gatheredBytes === 0 && available >= count) {
      this.whole = this.chunk;
      this.wholeAt = this.at;
      this.at += count;
      return true;
    }
    const taken = Math.min(count - this.#gatheredBytes, available);
    for (let octet = 0; octet < taken; octet += 1) {
      this.#gathered[this.#gatheredBytes + octet] = this.chunk[this.at + octet]!;
    }
    this.at += taken;
    this.#gatheredBytes += taken;
    if (this.#gatheredBytes < count) return false;
    this.whole = this.#gathered;
    this.wholeAt = 0;
    this.#gatheredBytes = 0;
    return true;
  }

  /** Takes up to `count` octets, and says how many. */
  take(count: number): number {
    const taken = Math.min(count, this.end - this.at);
    this.at += taken;
    return taken;
  }
}
