// Two streams joined in memory: what one writes the other reads. For workers that run inside the
// master's process. Node 20 has no such pair of its own. It deliberately delivers in a later
// callback of the event loop, as a socket would.

import { Duplex } from "node:stream";
import { sendBufferBytesMax } from "../bounds.ts";

class PairedStream extends Duplex {
  peer: PairedStream | undefined;
  #resumePeer: (() => void) | undefined;

  constructor() {
    super({ allowHalfOpen: true, highWaterMark: sendBufferBytesMax });
  }

  override _read(): void {
    const resume = this.#resumePeer;
    this.#resumePeer = undefined;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    setImmediate(() => {
      this.peer?.receive(chunk, done);
    });
  }

  override _final(done: () => void): void {
    setImmediate(() => {
      if (this.peer?.destroyed === false) this.peer.push(null);
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    // Whoever is left reads what was written and then the end, as on a socket.
    setImmediate(() => {
      if (this.peer?.destroyed === false && !this.writableFinished) this.peer.push(null);
    });
    this.#resumePeer?.();
    done(error);
  }

  receive(chunk: Buffer, done: () => void): void {
    if (this.destroyed || this.push(chunk)) done();
    else this.#resumePeer = done;
  }
}

export function duplexPair(): readonly [Duplex, Duplex] {
  const here = new PairedStream();
  const there = new PairedStream();
  here.peer = there;
  there.peer = here;
  return [here, there];
}
