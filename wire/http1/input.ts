// The bytes of one direction that were not consumed yet. What is pushed is borrowed until `release`;
// what has to stay longer is copied then. It parses nothing.

import { FRAME_START_BYTES } from "../bounds.ts";
import { Slab } from "../slab.ts";

const NOTHING = new Uint8Array(0);

// A piece belongs to one input and is never handed out again.
const slab = new Slab();

/** How a direction ended: in order, or by a reset. */
export type Ending = "fin" | "reset";

export class Input {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  ending: Ending | undefined;
  /** All that was pushed. */
  receivedBytes = 0;
  #isBorrowed = false;

  get pendingBytes(): number {
    return this.end - this.start;
  }

  /** The array that is kept; none while what is pending is borrowed. */
  get heldBytes(): number {
    return this.#isBorrowed ? 0 : this.bytes.length;
  }

  /** What is kept for so many pending bytes. */
  static heldBytesMax(pendingBytesMax: number): number {
    return Math.max(FRAME_START_BYTES, 2 * pendingBytesMax);
  }

  /** Position of the next byte in the stream. */
  get position(): number {
    return this.receivedBytes - (this.end - this.start);
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.receivedBytes += bytes.length;
    if (this.start === this.end) {
      this.bytes = bytes;
      this.start = 0;
      this.end = bytes.length;
      this.#isBorrowed = true;
      return;
    }
    // There is never room behind what is borrowed: it ends where its array does.
    if (this.end + bytes.length > this.bytes.length) {
      this.#own(this.pendingBytes + bytes.length);
    }
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** A view of the next bytes, which are consumed. */
  take(bytes: number): Uint8Array {
    const { buffer, byteOffset } = this.bytes;
    const piece = new Uint8Array(buffer, byteOffset + this.start, bytes);
    this.start += bytes;
    return piece;
  }

  /** Gives up what was borrowed. */
  release(): void {
    if (this.start === this.end) {
      this.bytes = NOTHING;
      this.start = 0;
      this.end = 0;
    } else if (this.#isBorrowed) {
      this.#own(this.pendingBytes);
    }
  }

  drop(): void {
    this.start = this.end;
    this.release();
  }

  // Into a fresh array with room to double, so that bytes that come one by one cost a constant each.
  // Never in place: what was taken may be a view of the old one.
  #own(neededBytes: number): void {
    const owned = slab.take(Input.heldBytesMax(neededBytes));
    owned.set(this.bytes.subarray(this.start, this.end));
    this.end -= this.start;
    this.start = 0;
    this.bytes = owned;
    this.#isBorrowed = false;
  }
}
