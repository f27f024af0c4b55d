// Windows (RFC 9113 §5.2, §6.9): what the peer lets us send, and what we let it send. Each stream and
// each connection has its own pair, on each leg its own (STREAM-SPLIT). Nothing is written here.

import { WINDOW_BYTES_MAX } from "../../wire/index.ts";

/** FLOW-STREAM: DATA that we may still send. */
export class SendCredit {
  #bytes: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Negative after the peer made its INITIAL_WINDOW_SIZE smaller (§6.9.2). */
  get bytes(): number {
    return this.#bytes;
  }

  /** By WINDOW_UPDATE, or the change of a setting; false: beyond what any window may be (§6.9.1). */
  grant(bytes: number): boolean {
    if (this.#bytes + bytes > WINDOW_BYTES_MAX) return false;
    this.#bytes += bytes;
    return true;
  }

  spend(bytes: number): void {
    if (bytes > this.#bytes)
      throw new Error(`${bytes} bytes of DATA on a credit of ${this.#bytes}`);
    this.#bytes -= bytes;
  }
}

/** FLOW-CREDIT: DATA that the peer may still send, and what it is owed for DATA that is gone. */
export class ReceiveCredit {
  #bytes: number;
  #owed = 0;
  /** Credit is announced when this much is owed: half of the window, so no peer ever faces 0. */
  readonly #worthBytes: number;

  constructor(bytes: number, sizeBytes: number) {
    this.#bytes = bytes;
    this.#worthBytes = Math.max(1, Math.floor(sizeBytes / 2));
  }

  get bytes(): number {
    return this.#bytes;
  }

  get owed(): number {
    return this.#owed;
  }

  /** A whole DATA frame with its padding; false: more than was allowed. */
  receive(bytes: number): boolean {
    if (bytes > this.#bytes) return false;
    this.#bytes -= bytes;
    return true;
  }

  /** What was received is out of the way. */
  release(bytes: number): void {
    this.#owed += bytes;
  }

  /** The increment to announce now; 0: it is not worth a frame yet. */
  takeIncrement(): number {
    if (this.#owed < this.#worthBytes) return 0;
    const increment = this.#owed;
    this.#owed = 0;
    this.#bytes += increment;
    return increment;
  }

  /** By our own change of a setting; may leave it negative. */
  shift(bytes: number): void {
    this.#bytes += bytes;
  }
}
