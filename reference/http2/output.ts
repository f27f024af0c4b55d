// What one connection has to say and the socket has not taken: one buffer, with a bound for content and
// one at which nothing more is read, so that nobody is answered without end who does not listen.

import { OctetWriter } from "../../wire/index.ts";
import type { ConnId, Host, Micros } from "../host.ts";
import { outputHighBytes, outputKeptBytes, outputStopBytes } from "./bounds.ts";

export class Output {
  #frames = new OctetWriter();
  #sentBytes = 0;
  /** Bytes that the socket took so far. */
  takenBytes = 0;
  /** When it last took some. */
  takenAt: Micros = 0;
  /** The last write was cut short: the host says when it is worth trying again. */
  isBlocked = false;
  /** WINDOW_UPDATE frames among what waits. */
  windowUpdates = 0;

  /** Where frames are written to. */
  get frames(): OctetWriter {
    return this.#frames;
  }

  get waitingBytes(): number {
    return this.#frames.length - this.#sentBytes;
  }

  /** How much the socket has taken when nothing waits any more. */
  get writtenBytes(): number {
    return this.takenBytes + this.waitingBytes;
  }

  /** Whether content may be turned into another frame. */
  get hasRoom(): boolean {
    return this.waitingBytes < outputHighBytes;
  }

  /** Whether the peer has to listen before it is heard. */
  get isFull(): boolean {
    return this.waitingBytes >= outputStopBytes;
  }

  /** Gives the socket what it takes; true: nothing waits. */
  flush(now: Micros, host: Host, conn: ConnId): boolean {
    const waiting = this.waitingBytes;
    if (waiting === 0) return true;
    if (this.isBlocked) return false;
    const taken = host.write(conn, this.#frames.view(this.#sentBytes));
    this.takenBytes += taken;
    if (taken > 0) this.takenAt = now;
    this.#sentBytes += taken;
    if (taken < waiting) {
      this.isBlocked = true;
      this.#compact();
      return false;
    }
    this.#empty();
    return true;
  }

  /** Lets go of what nobody will read. */
  drop(): void {
    this.#empty();
  }

  #empty(): void {
    this.#sentBytes = 0;
    this.windowUpdates = 0;
    if (this.#frames.length > outputKeptBytes) this.#frames = new OctetWriter();
    else this.#frames.clear();
  }

  /** What was sent is not kept for the sake of what was not. */
  #compact(): void {
    if (this.#sentBytes < outputHighBytes) return;
    const rest = this.#frames.view(this.#sentBytes).slice();
    this.#empty();
    this.#frames.append(rest);
  }
}
