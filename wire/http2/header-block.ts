// Puts the fragments of one header block together (RFC 9113 §4.3, §6.10), within limits that are
// checked before anything is kept. A block that came in one piece is not copied. That fragments
// follow each other is the reader's business, and what they mean the decoder's.

import type { BlockEvent } from "./frame-event.ts";
import { NO_OCTETS } from "./frame-slot.ts";
import { Scratch } from "./scratch.ts";

export interface HeaderBlockLimits {
  readonly blockBytesMax: number;
  readonly continuationsMax: number;
}

export type HeaderBlockResult =
  | "more"
  | "complete"
  /** Both are answered with ENHANCE_YOUR_CALM: without the block, the tables no longer agree. */
  | "block-above-limit"
  | "too-many-continuations";

export class HeaderBlock {
  readonly #limits: HeaderBlockLimits;
  readonly #kept = new Scratch();
  #continuations = 0;

  /** The whole block after "complete", lent as the event is that completed it. */
  bytes: Uint8Array = NO_OCTETS;
  start = 0;
  end = 0;

  constructor(limits: HeaderBlockLimits) {
    this.#limits = limits;
  }

  /** What is kept for fragments that came and those that may. */
  get heldBytes(): number {
    return this.#kept.bytes.length;
  }

  get heldBytesMax(): number {
    return Scratch.bytesMax(this.#limits.blockBytesMax);
  }

  add(piece: BlockEvent): HeaderBlockResult {
    const { blockBytesMax, continuationsMax } = this.#limits;
    if (piece.isFirst && piece.kind !== "continuation") {
      this.#kept.clear();
      this.#continuations = 0;
    } else if (piece.isFirst) {
      this.#continuations += 1;
      if (this.#continuations > continuationsMax) return this.#refuse("too-many-continuations");
    }
    const pieceBytes = piece.end - piece.start;
    if (this.#kept.length + pieceBytes > blockBytesMax) return this.#refuse("block-above-limit");
    const isComplete = piece.isLast && piece.endHeaders;
    if (isComplete && this.#kept.length === 0) {
      return this.#lend(piece.bytes, piece.start, piece.end);
    }
    this.#kept.append(piece.bytes, piece.start, piece.end);
    return isComplete ? this.#lend(this.#kept.bytes, 0, this.#kept.length) : "more";
  }

  #lend(bytes: Uint8Array, start: number, end: number): "complete" {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    return "complete";
  }

  #refuse(result: HeaderBlockResult): HeaderBlockResult {
    this.#kept.clear();
    return result;
  }
}
