// A ring of bytes between the leg that reads a message and the leg that writes it. It never grows:
// what it has no room for stays with whoever brings it.

import { bufferBytes } from "./bounds.ts";

const nothing = new Uint8Array(0);

export class StreamBuffer {
  /** Many a message has no content: the ring is there from the first byte on. */
  #ring: Uint8Array = nothing;
  #start = 0;
  #size = 0;

  /** Bytes that wait to be taken. */
  get size(): number {
    return this.#size;
  }

  get room(): number {
    return bufferBytes - this.#size;
  }

  /** Returns how many bytes it took. */
  write(bytes: Uint8Array, from = 0, to: number = bytes.length): number {
    const taken = Math.min(to - from, this.room);
    if (taken <= 0) return 0;
    if (this.#ring === nothing) this.#ring = new Uint8Array(bufferBytes);
    if (this.#size === 0) this.#start = 0;
    const end = (this.#start + this.#size) % bufferBytes;
    const first = Math.min(taken, bufferBytes - end);
    this.#ring.set(first === bytes.length ? bytes : bytes.subarray(from, from + first), end);
    if (first < taken) this.#ring.set(bytes.subarray(from + first, from + taken), 0);
    this.#size += taken;
    return taken;
  }

  /** The first bytes that lie together, as a view that holds until the next write. */
  peek(): Uint8Array {
    if (this.#size === 0) return nothing;
    const end = Math.min(this.#start + this.#size, bufferBytes);
    return this.#ring.subarray(this.#start, end);
  }

  drop(bytes: number): void {
    if (bytes > this.#size) throw new Error(`${bytes} of ${this.#size} bytes cannot be dropped`);
    this.#start = (this.#start + bytes) % bufferBytes;
    this.#size -= bytes;
  }

  clear(): void {
    this.#start = 0;
    this.#size = 0;
  }
}
