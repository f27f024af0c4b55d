// One connection that carries frames both ways, as master and worker hold it: bytes in become frames
// one at a time, frames out leave as fast as the peer reads. What a frame means is not known here,
// and how much may wait for a peer is the caller's decision: it asks `pendingBytes` before `send`.

import { FrameDecoder, type FrameResult } from "../../wire/index.ts";
import { outputHighBytes, readBytesMax } from "../bounds.ts";
import type { ConnId, Host } from "../host.ts";

export class Channel {
  readonly conn: ConnId;
  /** The largest frame either side may send, prefix included. */
  readonly frameBytesMax: number;
  readonly #host: Host;
  readonly #decoder: FrameDecoder;
  #leaving: Uint8Array[] = [];
  #leavingBytes = 0;
  #writable: boolean;
  #offered = false;
  /** A prefix was too large: nothing behind it can be found. */
  #isLost = false;
  #ending = false;

  /** `open` is false while the connection is still being made. */
  constructor(host: Host, conn: ConnId, frameBytesMax: number, open: boolean) {
    this.conn = conn;
    this.frameBytesMax = frameBytesMax;
    this.#host = host;
    this.#decoder = new FrameDecoder(frameBytesMax);
    this.#writable = open;
  }

  /** Bytes that were sent and that the transport has not accepted. */
  get pendingBytes(): number {
    return this.#leavingBytes;
  }

  /** Whether the peer reads fast enough for more of its requests to be looked at. */
  get hasRoom(): boolean {
    return this.#leavingBytes <= outputHighBytes;
  }

  /** Frames that have arrived and were not looked at. */
  get hasArrived(): boolean {
    return !this.#isLost && this.#decoder.hasNext;
  }

  /**
   * How many of the bytes were taken: none while earlier frames wait, see `resume`. They are
   * borrowed until `resume` is called, in the same input.
   */
  offer(bytes: Uint8Array): number {
    if (this.hasArrived) {
      this.#offered = true;
      return 0;
    }
    const taken = Math.min(bytes.length, readBytesMax);
    this.#offered = taken < bytes.length;
    this.#decoder.push(this.#offered ? bytes.subarray(0, taken) : bytes);
    return taken;
  }

  /** A payload may be a view of the bytes that were offered. */
  next(): FrameResult | undefined {
    if (this.#isLost) return undefined;
    const result = this.#decoder.next();
    if (result?.kind === "oversize") this.#isLost = true;
    return result;
  }

  /** Gives back what was borrowed, and asks for what `offer` left behind, once everything that arrived was looked at. */
  resume(): void {
    this.#decoder.keep();
    if (!this.#offered || this.hasArrived) return;
    this.#offered = false;
    this.#host.resume(this.conn);
  }

  /** Whether a frame is none too large for this channel. */
  fits(frame: Uint8Array): boolean {
    return frame.length <= this.frameBytesMax;
  }

  /** A whole frame, which is not written to any more. */
  send(frame: Uint8Array): void {
    if (this.#ending) return;
    // Nothing is queued while the transport takes more, and most frames leave at once and whole.
    const accepted = this.#writable ? this.#host.write(this.conn, frame) : 0;
    if (accepted === frame.length) return;
    this.#writable = false;
    this.#leaving.push(frame.subarray(accepted));
    this.#leavingBytes += frame.length - accepted;
  }

  /** The connection was made, or has room again after a short write. */
  writable(): void {
    this.#writable = true;
    this.#flush();
  }

  /** FIN once everything sent was accepted; nothing more is sent. */
  end(): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#flush();
  }

  get isEnding(): boolean {
    return this.#ending;
  }

  #flush(): void {
    while (this.#writable) {
      const bytes = this.#leaving[0];
      if (bytes === undefined) break;
      const accepted = this.#host.write(this.conn, bytes);
      this.#leavingBytes -= accepted;
      if (accepted < bytes.length) {
        this.#leaving[0] = bytes.subarray(accepted);
        this.#writable = false;
      } else {
        this.#leaving.shift();
      }
    }
    if (this.#ending && this.#leavingBytes === 0) this.#host.end(this.conn);
  }
}
