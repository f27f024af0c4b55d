// One direction of an HTTP/1 connection as it is written: heads, then the content of a flow in its
// framing, as far as the socket takes it. Which head, and whether another message follows, is decided
// by the leg.

import {
  encodeChunkEnd,
  encodeChunkStart,
  encodeLastChunk,
  type Framing,
} from "../../wire/index.ts";
import type { Flow } from "../mux/flow.ts";
import type { Socket } from "../mux/socket.ts";

const nothing = new Uint8Array(0);

export class MessageWriter {
  /** Heads and chunk lines that have to leave before anything else. */
  #before: Uint8Array = nothing;
  #framing: Framing["kind"] | undefined;
  /** Bytes of the chunk that was announced. */
  #chunkLeft = 0;
  #isLastChunkPut = false;
  /** All that the socket accepted. */
  sentBytes = 0;

  /** How the content is framed; undefined: no final head was put yet. */
  get framing(): Framing["kind"] | undefined {
    return this.#framing;
  }

  /** Whether a head, or what else was put, has not left yet. */
  get isPending(): boolean {
    return this.#before.length > 0;
  }

  /** An interim head: another one follows. */
  putInterim(head: Uint8Array): void {
    this.#put(head);
  }

  putHead(head: Uint8Array, framing: Framing["kind"]): void {
    this.#put(head);
    this.#framing = framing;
    this.#chunkLeft = 0;
    this.#isLastChunkPut = false;
  }

  /** After a 101 there are bytes only. */
  becomeTunnel(): void {
    this.#framing = "tunnel";
  }

  /** The message is complete; the next one begins with its head. */
  finish(): void {
    this.#framing = undefined;
  }

  /** Writes what there is and what the socket takes. Returns how many bytes left. */
  pump<Head>(socket: Socket, flow: Flow<Head>): number {
    const sentBefore = this.sentBytes;
    for (let isMore = true; isMore;) isMore = this.#step(socket, flow);
    this.#conclude(flow);
    return this.sentBytes - sentBefore;
  }

  /** Whether it is worth trying again. */
  #step<Head>(socket: Socket, flow: Flow<Head>): boolean {
    const body = this.#body(flow);
    const after = this.#after(flow, body.length);
    const before = this.#before;
    const bytes = before.length + body.length + after.length;
    if (bytes === 0) return false;
    const accepted = socket.write(before, body, after);
    if (accepted === 0) return false;
    this.sentBytes += accepted;
    // RETRY-SAFE: from now on a byte of it was accepted.
    if (this.#framing !== undefined) flow.forwardedHead = true;
    const ofBefore = Math.min(accepted, before.length);
    const ofBody = Math.min(accepted - ofBefore, body.length);
    this.#before = ofBefore === before.length ? nothing : before.subarray(ofBefore);
    this.#drop(flow, ofBody);
    if (ofBefore === before.length && ofBody === body.length) {
      if (accepted < bytes) this.#put(after.subarray(accepted - ofBefore - ofBody));
      this.#isLastChunkPut ||= after.length > 0 && isComplete(flow);
    }
    return accepted === bytes;
  }

  /** The next bytes of the content that may leave now. */
  #body<Head>(flow: Flow<Head>): Uint8Array {
    if (!this.#hasContent) return nothing;
    const piece = flow.buffer.peek();
    if (this.#framing !== "chunked") return piece;
    if (this.#chunkLeft === 0 && piece.length > 0) {
      this.#chunkLeft = flow.buffer.size;
      this.#put(encodeChunkStart(this.#chunkLeft));
    }
    return piece.subarray(0, this.#chunkLeft);
  }

  /** What ends a chunk, and the body, behind that piece. */
  #after<Head>(flow: Flow<Head>, bodyBytes: number): Uint8Array {
    if (this.#framing !== "chunked" || this.#isLastChunkPut) return nothing;
    const endsChunk = bodyBytes > 0 && bodyBytes === this.#chunkLeft;
    const endsBody = flow.ended && flow.buffer.size === bodyBytes;
    if (endsBody && (endsChunk || this.#chunkLeft === 0)) {
      const last = encodeLastChunk(flow.trailers);
      return endsChunk ? joined(encodeChunkEnd(), last) : last;
    }
    return endsChunk ? encodeChunkEnd() : nothing;
  }

  #drop<Head>(flow: Flow<Head>, bytes: number): void {
    if (bytes === 0) return;
    if (this.#framing === "tunnel") flow.buffer.drop(bytes);
    else flow.dropPayload(bytes);
    if (this.#framing === "chunked") this.#chunkLeft -= bytes;
  }

  #conclude<Head>(flow: Flow<Head>): void {
    if (this.#before.length > 0 || this.#framing === undefined) return;
    if (this.#framing === "tunnel") {
      const { tunnel } = flow;
      if (tunnel?.ended === true && flow.buffer.size === 0) tunnel.finished = true;
      return;
    }
    const isWhole = this.#framing !== "chunked" || this.#isLastChunkPut;
    if (isWhole && isComplete(flow)) flow.finished = true;
  }

  get #hasContent(): boolean {
    return this.#framing !== undefined && this.#framing !== "none" && this.#framing !== "interim";
  }

  #put(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#before = joined(this.#before, bytes);
  }
}

/** BODY-TRUNCATED: a flow that broke off has not ended. */
function isComplete<Head>(flow: Flow<Head>): boolean {
  return flow.ended && flow.buffer.size === 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
