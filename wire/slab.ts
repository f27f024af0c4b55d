// Small arrays carved from larger ones: an array of its own costs several times the message that it
// is for. A piece is handed out once and never reused, so pieces are as separate as arrays are;
// only their `buffer` is shared.

import { LOOPED_BYTES_MAX, SLAB_BYTES, SLAB_PIECE_BYTES_MAX } from "./bounds.ts";

/** A piece of a slab that all share who make an array now and then. */
export function slabPiece(bytes: number): Uint8Array {
  return shared.take(bytes);
}

export class Slab {
  #buffer = new ArrayBuffer(SLAB_BYTES);
  #used = 0;

  /** Zeroed bytes; large ones get an array of their own. */
  take(bytes: number): Uint8Array {
    if (bytes > SLAB_PIECE_BYTES_MAX) return new Uint8Array(bytes);
    if (this.#used + bytes > SLAB_BYTES) {
      this.#buffer = new ArrayBuffer(SLAB_BYTES);
      this.#used = 0;
    }
    // What `subarray` does, without its search for a species.
    const piece = new Uint8Array(this.#buffer, this.#used, bytes);
    this.#used += bytes;
    return piece;
  }

  /** The same, beginning with the bytes of a source from `start` to `end`. */
  takeCopy(bytes: number, source: Uint8Array, start: number, end: number): Uint8Array {
    const piece = this.take(bytes);
    if (end - start > LOOPED_BYTES_MAX) {
      piece.set(source.subarray(start, end));
      return piece;
    }
    for (let at = start; at < end; at += 1) piece[at - start] = source[at]!;
    return piece;
  }
}

// Pieces are handed out once.
const shared = new Slab();
