// DATA as it comes in: judged by the state of its stream, counted against both windows, held against the
// declared length, put into the stream's buffer. What the buffer has no room for stays with the host: that
// happens only while the peer has not acknowledged how little we invite (RFC 9113 §6.9.3).

import { type DataPiece, ErrorCode, FRAME_HEAD_BYTES } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import type { Http2Core } from "./core.ts";
import { stepOf } from "./stream-state.ts";
import type { Http2Stream } from "./stream.ts";

export class DataInbound {
  readonly #core: Http2Core;
  /** The frame that is coming in. */
  #stream: Http2Stream | undefined;
  #payloadBytes = 0;
  #lengthBytes = 0;
  /** What of its last piece is held back: payload, and payload with what follows up to the reader. */
  #heldBytes = 0;
  #heldSpan = 0;
  #heldIsLast = false;
  #heldEnds = false;

  constructor(core: Http2Core) {
    this.#core = core;
  }

  get isHolding(): boolean {
    return this.#heldSpan > 0;
  }

  /** Whether what is held back could go on. */
  get canGoOn(): boolean {
    const stream = this.#live();
    return stream === undefined || stream.incoming.buffer.room > 0;
  }

  /** False: its end is held back, from `heldAt` on. */
  take(now: Micros, piece: DataPiece): boolean {
    if (piece.isFirst && !this.#begin(now, piece)) return true;
    const taken = this.#put(now, piece.bytes, piece.start, piece.end);
    const left = piece.end - piece.start - taken;
    if (left > 0) {
      this.#heldBytes = left;
      this.#heldIsLast = piece.isLast;
      this.#heldEnds = piece.endStream;
      return false;
    }
    this.#finish(now, piece.isLast, piece.endStream);
    return true;
  }

  /** `bytes` lie between what was taken and where the reader stands. */
  hold(bytes: number): void {
    this.#heldSpan = bytes;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** What was held back is offered again; how many bytes were taken. */
  resume(now: Micros, bytes: Uint8Array): number {
    const offered = Math.min(bytes.length, this.#heldBytes);
    const taken = this.#put(now, bytes, 0, offered);
    this.#heldBytes -= taken;
    this.#heldSpan -= taken;
    if (this.#heldBytes > 0) {
      const stream = this.#live();
      if (taken > 0 && stream !== undefined) this.#news(now, stream);
      return taken;
    }
    const rest = Math.min(this.#heldSpan, bytes.length - taken);
    this.#heldSpan -= rest;
    if (this.#heldSpan === 0) this.#finish(now, this.#heldIsLast, this.#heldEnds);
    return taken + rest;
  }

  /** Whether the frame goes on; what is wrong with it was dealt with. */
  #begin(now: Micros, piece: DataPiece): boolean {
    const core = this.#core;
    const { streamId, lengthBytes, endStream } = piece;
    this.#stream = undefined;
    this.#payloadBytes = 0;
    this.#lengthBytes = lengthBytes;
    if (!core.receive.receive(lengthBytes)) {
      core.fail(now, ErrorCode.flowControlError);
      return false;
    }
    const step = stepOf(core.streams.stateOf(streamId), endStream ? "data-end" : "data");
    if (step.verdict === "connection-error") {
      core.fail(now, step.code);
      return false;
    }
    const stream = core.streams.get(streamId);
    if (step.verdict === "stream-error") {
      if (stream === undefined) this.#refuse(now, streamId, step.code);
      else core.misuse(now, stream, step.code);
    } else if (stream !== undefined) {
      this.#admit(now, stream, lengthBytes);
    }
    return core.phase === "open";
  }

  /** DATA on a stream that is closed: it is told once, and it is a nuisance. */
  #refuse(now: Micros, id: number, code: number): void {
    this.#core.misuseOf(now, id, code);
    this.#core.note(now, "glitch");
  }

  #admit(now: Micros, stream: Http2Stream, lengthBytes: number): void {
    this.#core.countIn(stream, FRAME_HEAD_BYTES + lengthBytes);
    if (stream.receive.receive(lengthBytes)) this.#stream = stream;
    else this.#core.misuse(now, stream, ErrorCode.flowControlError);
  }

  /** Of a stream that is gone everything is taken and nothing kept. */
  #put(now: Micros, bytes: Uint8Array, start: number, end: number): number {
    const stream = this.#live();
    if (stream === undefined) {
      this.#payloadBytes += end - start;
      return end - start;
    }
    const taken = Math.min(end - start, stream.incoming.buffer.room);
    if (taken === 0) return 0;
    this.#payloadBytes += taken;
    const fault = stream.message.data(taken, false);
    if (fault !== undefined) {
      // BODY-LENGTH-REQUEST, BODY-LENGTH-RESPONSE
      this.#core.misuse(now, stream, fault.code);
      return end - start;
    }
    stream.incoming.buffer.write(bytes, start, start + taken);
    stream.incoming.received += taken;
    stream.takenBytes += taken;
    return taken;
  }

  #finish(now: Micros, isLast: boolean, endStream: boolean): void {
    const core = this.#core;
    if (core.phase !== "open") return;
    if (isLast) {
      // FLOW-CREDIT: padding included, whatever became of the stream.
      core.creditConnection(this.#lengthBytes);
      if (this.#payloadBytes === 0 && !endStream && !core.note(now, "empty-data")) return;
    }
    const stream = this.#live();
    if (stream === undefined) return;
    if (!isLast) {
      this.#news(now, stream);
    } else if (endStream) {
      this.#endStream(now, stream);
    } else {
      // STREAM-DATA-COUNT: padding never was in the buffer, so it is out of it.
      core.creditStream(stream, this.#lengthBytes - this.#payloadBytes);
      this.#news(now, stream);
    }
  }

  #news(now: Micros, stream: Http2Stream): void {
    if (this.#payloadBytes === 0) return;
    if (stream.silence.isWaiting) this.#core.silences.start(now, stream.silence);
    this.#core.owner.contentCame(now, stream);
  }

  #endStream(now: Micros, stream: Http2Stream): void {
    const core = this.#core;
    const fault = stream.message.data(0, true);
    if (fault !== undefined) {
      core.misuse(now, stream, fault.code);
      return;
    }
    core.silences.stop(stream.silence);
    stream.incoming.ended = true;
    if (!core.streams.move(stream, "data-end")) core.release(stream);
    core.owner.contentCame(now, stream);
  }

  /** The frame's stream, if it still takes anything. */
  #live(): Http2Stream | undefined {
    const stream = this.#stream;
    if (stream === undefined) return undefined;
    return stream.state === "open" || stream.state === "half-closed-local" ? stream : undefined;
  }
}
