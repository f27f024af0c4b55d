// Working memory for bytes that are not yet anything: it grows by doubling, and a large one is given
// up after the use that needed it, because there may be thousands of connections.

import { SCRATCH_BYTES_INITIAL, SCRATCH_BYTES_KEPT_MAX } from "./bounds.ts";

const NOTHING = new Uint8Array(0);

export class Scratch {
  bytes: Uint8Array = NOTHING;
  length = 0;

  /** What it takes to hold so many. */
  static bytesMax(lengthMax: number): number {
    return Math.max(SCRATCH_BYTES_INITIAL, 2 * lengthMax);
  }

  /** Makes room for `count` more; what is there stays, in a new array where the old one is full. */
  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(SCRATCH_BYTES_INITIAL, 2 * this.bytes.length, needed));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  append(bytes: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    this.bytes.set(bytes.subarray(start, end), this.length);
    this.length += end - start;
  }

  clear(): void {
    this.length = 0;
    if (this.bytes.length > SCRATCH_BYTES_KEPT_MAX) this.bytes = NOTHING;
  }
}
