// One stream out of two that each go one way. A channel is made like this because a write to a
// child that has just died makes Node close the descriptor, and with it what the child had written
// before. Here a failed write is only lost, as on any connection that is about to end, and reading
// goes on to the last byte. It deliberately reports the far side's death through reading alone.

import { Duplex, type Readable, type Writable } from "node:stream";
import { sendBufferBytesMax } from "../bounds.ts";

interface Piece {
  readonly chunk: Buffer;
}

export class JoinedStream extends Duplex {
  readonly #reader: Readable;
  readonly #writer: Writable;

  constructor(reader: Readable, writer: Writable) {
    super({ allowHalfOpen: true, highWaterMark: sendBufferBytesMax });
    this.#reader = reader;
    this.#writer = writer;
    reader.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) reader.pause();
    });
    reader.on("end", () => {
      this.push(null);
    });
    reader.on("error", (error) => {
      this.destroy(error);
    });
    reader.on("close", () => {
      if (!reader.readableEnded) this.destroy();
    });
    reader.pause();
    writer.on("error", () => undefined);
  }

  override _read(): void {
    this.#reader.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#send(chunk, done);
  }

  override _writev(pieces: readonly Piece[], done: () => void): void {
    this.#send(Buffer.concat(pieces.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    if (this.#writer.destroyed) done();
    else this.#writer.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#reader.destroy();
    this.#writer.destroy();
    done(error);
  }

  #send(bytes: Buffer, done: () => void): void {
    if (this.#writer.destroyed) {
      done();
      return;
    }
    this.#writer.write(bytes, () => {
      done();
    });
  }
}
