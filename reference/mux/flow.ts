// One direction of one exchange: filled by the leg that reads it, emptied by the leg that writes it.
// STREAM-SPLIT: each direction has its own end, its own count and its own window. It moves nothing by
// itself.

import type { HttpField } from "../../wire/index.ts";
import { interimsMax } from "./bounds.ts";
import type { StreamBuffer } from "./stream-buffer.ts";

/**
 * Why a producer broke off. `lost`: its connection ended before the first byte of this message,
 * `truncated` and `reset` after it; `unprocessed`: it proved that it did nothing.
 */
export type FlowFailure = "lost" | "truncated" | "reset" | "malformed" | "timeout" | "unprocessed";

/** After a 101 a direction is bytes until its end, which is not the end of a message. */
export interface TunnelEnd {
  ended: boolean;
  finished: boolean;
}

export class Flow<Head> {
  readonly buffer: StreamBuffer;
  /** Complete and checked. */
  head: Head | undefined;
  /** Answers only: interim ones that were not forwarded yet. */
  readonly interims: Head[] = [];
  /** RETRY-SAFE: an interim answer is the first byte of one, whether or not it was forwarded. */
  hasInterim = false;
  trailers: readonly HttpField[] | undefined;
  /** STREAM-DATA-COUNT: payload alone. */
  received = 0;
  /** STREAM-EOS: the end of the message, set once, by the leg that reads it. */
  ended = false;
  failure: FlowFailure | undefined;
  /** Bytes the peer of the writing leg lets it send; kept by that leg. */
  window = 0;
  /** Whether any byte of the head has left. */
  forwardedHead = false;
  /** Payload that has left the buffer. */
  forwarded = 0;
  /** The last byte of the message has left. */
  finished = false;
  tunnel: TunnelEnd | undefined;

  constructor(buffer: StreamBuffer) {
    this.buffer = buffer;
  }

  addInterim(head: Head): void {
    this.hasInterim = true;
    if (this.interims.length === interimsMax) this.interims.shift();
    this.interims.push(head);
  }

  /** Takes a span of the content; there has to be room for it. */
  addPayload(bytes: Uint8Array): void {
    if (this.buffer.write(bytes) < bytes.length) throw new Error("a flow was given no room");
    this.received += bytes.length;
  }

  /** The next bytes have left. */
  dropPayload(bytes: number): void {
    this.buffer.drop(bytes);
    this.forwarded += bytes;
  }

  /** Whether there is nothing more to write, and nothing more will come. */
  get isExhausted(): boolean {
    return (this.ended || this.failure !== undefined) && this.buffer.size === 0;
  }

  /** STREAM-REUSE-CLEAN: as a new one. */
  reset(): void {
    this.hasInterim = false;
    this.buffer.clear();
    this.head = undefined;
    this.interims.length = 0;
    this.trailers = undefined;
    this.received = 0;
    this.ended = false;
    this.failure = undefined;
    this.tunnel = undefined;
    this.rewind();
  }

  /** For another attempt: as if nothing had been written. Nothing may have left but the head. */
  rewind(): void {
    // STREAM-SPLIT: what the peer before gave is no credit of the next one's.
    this.window = 0;
    this.forwardedHead = false;
    this.forwarded = 0;
    this.finished = false;
  }
}
