// Bodies that nobody has to store: byte n follows from the seed and n, so a sender makes them piece by
// piece and a receiver compares digests. A digest tells order, loss and repetition apart.

import { slabPiece } from "../../../wire/index.ts";
import type { BodySpec } from "./spec.ts";

/** Odd, so that neighbouring seeds differ in every byte. */
const seedFactor = 0x9e37_79b1;
const positionFactor = 0x85eb_ca6b;

/** Writes the bytes from `offset` on. */
function fillBody(seed: number, offset: number, into: Uint8Array): void {
  const start = Math.imul(seed + 1, seedFactor);
  for (let at = 0; at < into.length; at += 1) {
    const word = Math.imul(start ^ (offset + at), positionFactor);
    into[at] = (word >>> 24) ^ (word >>> 11);
  }
}

/** What arrived so far, in one number and a length. */
export class BodyDigest {
  bytes = 0;
  #hash = 0x811c_9dc5;

  /** As `text` and `bytes` told it. */
  static restored({ bytes, text }: Pick<BodyDigest, "bytes" | "text">): BodyDigest {
    const digest = new BodyDigest();
    digest.bytes = bytes;
    digest.#hash = Number.parseInt(text, 16);
    return digest;
  }

  add(piece: Uint8Array): void {
    const { length } = piece;
    let hash = this.#hash;
    // By index: bodies are the one thing here that is long, and an iterator costs as much as the hash.
    for (let at = 0; at < length; at += 1) hash = Math.imul(hash ^ piece[at]!, 0x0100_0193);
    this.#hash = hash;
    this.bytes += length;
  }

  /** Eight hexadecimal digits. */
  get text(): string {
    if (this.bytes === 0) return "811c9dc5";
    return (this.#hash >>> 0).toString(16).padStart(8, "0");
  }
}

/** A seed that belongs to one message of one exchange. */
function seedOf(label: string, salt: string): number {
  let hash = 0x811c_9dc5;
  for (const unit of `${salt} ${label}`) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x0100_0193);
  return hash >>> 0;
}

/** A body being sent. */
export class BodySource {
  readonly totalBytes: number;
  sentBytes = 0;
  readonly #seed: number;

  constructor(spec: BodySpec, label: string, salt: string) {
    this.totalBytes = spec.bytes;
    this.#seed = spec.bytes === 0 ? 0 : (spec.seed ?? seedOf(label, salt));
  }

  get leftBytes(): number {
    return this.totalBytes - this.sentBytes;
  }

  /** The next piece, at most so long. */
  take(bytesMax: number): Uint8Array {
    const piece = slabPiece(Math.min(bytesMax, this.leftBytes));
    fillBody(this.#seed, this.sentBytes, piece);
    this.sentBytes += piece.length;
    return piece;
  }
}
