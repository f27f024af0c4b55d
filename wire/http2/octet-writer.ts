// Bytes in the making: a buffer that doubles. It knows nothing of frames.

import { Slab } from "../slab.ts";
import { SCRATCH_BYTES_INITIAL } from "./bounds.ts";

// Most of what is taken are small frames.
const slab = new Slab();

export class OctetWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacityBytes: number = SCRATCH_BYTES_INITIAL) {
    this.#bytes = new Uint8Array(capacityBytes);
  }

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** What was written, as a view that the next write or `clear` may change. */
  view(start = 0): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, start, this.#length - start);
  }

  /** A copy of what was written; the writer is empty afterwards. */
  take(): Uint8Array {
    const taken = slab.takeCopy(this.#length, this.#bytes, 0, this.#length);
    this.#length = 0;
    return taken;
  }

  octet(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  uint16(value: number): void {
    this.octet(value >>> 8);
    this.octet(value);
  }

  uint24(value: number): void {
    this.octet(value >>> 16);
    this.octet(value >>> 8);
    this.octet(value);
  }

  uint32(value: number): void {
    this.octet(value >>> 24);
    this.octet(value >>> 16);
    this.octet(value >>> 8);
    this.octet(value);
  }

  append(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    const count = end - start;
    if (this.#length + count > this.#bytes.length) this.#grow(count);
    const whole = start === 0 && end === bytes.length;
    this.#bytes.set(whole ? bytes : bytes.subarray(start, end), this.#length);
    this.#length += count;
  }

  zeros(count: number): void {
    if (this.#length + count > this.#bytes.length) this.#grow(count);
    this.#bytes.fill(0, this.#length, this.#length + count);
    this.#length += count;
  }

  #grow(neededBytes: number): void {
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + neededBytes));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
