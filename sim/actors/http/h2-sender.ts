// The bodies of one side of an HTTP/2 connection on their way out, within the credit of the peer, one
// DATA frame a stream in turn. It keeps no byte: frames are made when the transport takes them.

import {
  FRAME_PAYLOAD_BYTES_MIN,
  OctetWriter,
  WINDOW_BYTES_INITIAL,
  writeData,
  writePaddedData,
} from "../../../wire/index.ts";
import type { Micros } from "../../machine.ts";
import type { OutgoingBody } from "./h1-message.ts";
import type { MessageSpec } from "./spec.ts";

export interface H2Body extends OutgoingBody {
  readonly streamId: number;
  /** The last frame has left; trailers come now, where there are any. */
  readonly sent: (now: Micros) => void;
  /** The body stops here for good. */
  readonly cut: (now: Micros) => void;
}

export class H2Sender {
  #connectionWindow = WINDOW_BYTES_INITIAL;
  #initialWindow = WINDOW_BYTES_INITIAL;
  #frameBytesMax = FRAME_PAYLOAD_BYTES_MIN;
  readonly #windows = new Map<number, number>();
  readonly #bodies: H2Body[] = [];
  readonly #out = new OctetWriter();

  open(streamId: number): void {
    this.#windows.set(streamId, this.#initialWindow);
  }

  close(streamId: number): void {
    this.#windows.delete(streamId);
    const index = this.#bodies.findIndex((body) => body.streamId === streamId);
    if (index >= 0) this.#bodies.splice(index, 1);
  }

  closeAbove(streamId: number): void {
    for (const id of [...this.#windows.keys()]) if (id > streamId) this.close(id);
  }

  add(body: H2Body): void {
    this.#bodies.push(body);
  }

  limitOf(streamId: number): OutgoingBody["limit"] | undefined {
    return this.#bodies.find((body) => body.streamId === streamId)?.limit;
  }

  /** FLOW-SETTINGS: a new initial window moves every stream's by the difference. */
  setInitialWindow(bytes: number): void {
    const difference = bytes - this.#initialWindow;
    this.#initialWindow = bytes;
    for (const [id, window] of this.#windows) this.#windows.set(id, window + difference);
  }

  setFrameLimit(bytes: number): void {
    this.#frameBytesMax = bytes;
  }

  credit(streamId: number, bytes: number): void {
    if (streamId === 0) this.#connectionWindow += bytes;
    else {
      const window = this.#windows.get(streamId);
      if (window !== undefined) this.#windows.set(streamId, window + bytes);
    }
  }

  /** The next frame that may be sent, with its body; undefined when there is none. */
  next(now: Micros): { readonly bytes: Uint8Array; readonly body: H2Body } | undefined {
    for (let tried = this.#bodies.length; tried > 0; tried -= 1) {
      const body = this.#bodies.shift();
      if (body === undefined) return undefined;
      const obstacle = this.#obstacle(body);
      if (obstacle === "cut") {
        body.cut(now);
        continue;
      }
      if (obstacle === undefined) {
        const bytes = this.#write(body);
        if (body.source.leftBytes > 0) this.#bodies.push(body);
        return { bytes, body };
      }
      this.#bodies.push(body);
    }
    return undefined;
  }

  #obstacle(body: H2Body): "credit" | "waits" | "cut" | undefined {
    const { source, limit } = body;
    if (source.leftBytes === 0) return undefined;
    if (limit.bytes <= source.sentBytes) return limit.waits ? "waits" : "cut";
    return this.#roomFor(body) <= 0 ? "credit" : undefined;
  }

  /** Payload bytes of the next frame, without padding. */
  #roomFor({ streamId, spec }: H2Body): number {
    const overhead = overheadOf(spec);
    const window = Math.min(this.#connectionWindow, this.#windows.get(streamId) ?? 0);
    return Math.min(Math.min(window, this.#frameBytesMax) - overhead, spec.pieceBytes ?? Infinity);
  }

  #write(body: H2Body): Uint8Array {
    const { streamId, record, source, spec, limit } = body;
    const allowed = limit.bytes - source.sentBytes;
    const piece = source.take(Math.max(0, Math.min(this.#roomFor(body), allowed)));
    record.body.add(piece);
    record.paddingBytes += overheadOf(spec);
    const cost = piece.length + overheadOf(spec);
    this.#connectionWindow -= cost;
    this.#windows.set(streamId, (this.#windows.get(streamId) ?? 0) - cost);
    // Trailers end the stream where there are any.
    const endStream = source.leftBytes === 0 && spec.trailers === undefined;
    const payload = { bytes: piece, start: 0, end: piece.length };
    if (spec.paddingBytes === undefined) writeData(this.#out, streamId, payload, endStream);
    else {
      const { paddingBytes } = spec;
      writePaddedData(this.#out, payload, { streamId, endStream, paddingBytes });
    }
    return this.#out.take();
  }
}

function overheadOf({ paddingBytes }: MessageSpec): number {
  return paddingBytes === undefined ? 0 : paddingBytes + 1;
}
