// What an actor still has to write on a connection: pieces that are made only when the transport takes
// them, so a body of any length costs nothing while it waits. Each piece tells when its last byte left.

import type { ConnId, Host, Micros } from "../../machine.ts";

export interface Piece {
  /** The next bytes, at most about so many; undefined when there are no more; "wait" until told to go on. */
  next(bytesMax: number): Uint8Array | "wait" | undefined;
  /** The transport has taken all of it. */
  left?(now: Micros): void;
}

/** Bytes asked of a piece at once. */
const pieceBytesMax = 16_384;

export class Outbox {
  readonly #host: Host;
  readonly #conn: ConnId;
  readonly #pieces: Piece[] = [];
  /** How many of them have left. To move all others up for each one is quadratic in a burst of requests. */
  #gone = 0;
  #bytes: Uint8Array | undefined;
  #takenBytes = 0;

  constructor(host: Host, conn: ConnId) {
    this.#host = host;
    this.#conn = conn;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
  }

  addBytes(bytes: Uint8Array): void {
    this.#pieces.push(new Bytes(bytes));
  }

  /** Something to be done when everything before it has left. */
  addAct(act: (now: Micros) => void): void {
    this.#pieces.push(new Act(act));
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#gone = 0;
    this.#bytes = undefined;
    this.#takenBytes = 0;
  }

  /** False: the transport takes no more for now, or there is no connection yet. */
  flush(now: Micros): boolean {
    for (let piece = this.#first; piece !== undefined; piece = this.#first) {
      const bytes = this.#bytes ?? piece.next(pieceBytesMax);
      if (bytes === "wait") return true;
      this.#bytes = bytes;
      if (bytes === undefined) {
        this.#advance();
        piece.left?.(now);
        continue;
      }
      const left = this.#takenBytes === 0 ? bytes : bytes.subarray(this.#takenBytes);
      this.#takenBytes += this.#host.write(this.#conn, left);
      if (this.#takenBytes < bytes.length) return false;
      this.#bytes = undefined;
      this.#takenBytes = 0;
    }
    return true;
  }

  get #first(): Piece | undefined {
    return this.#pieces[this.#gone];
  }

  #advance(): void {
    this.#gone += 1;
    if (2 * this.#gone < this.#pieces.length) return;
    this.#pieces.splice(0, this.#gone);
    this.#gone = 0;
  }
}

class Bytes implements Piece {
  #bytes: Uint8Array | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  next(): Uint8Array | undefined {
    const bytes = this.#bytes;
    this.#bytes = undefined;
    return bytes;
  }
}

class Act implements Piece {
  readonly left: (now: Micros) => void;

  constructor(act: (now: Micros) => void) {
    this.left = act;
  }

  next(): undefined {
    return undefined;
  }
}
