// One connection of a machine on one of Node's duplex streams: bounded sending with short writes,
// holding what the machine did not take, half-closes and resets. It deliberately parses nothing and
// knows nothing of where the stream came from.

import type { Duplex } from "node:stream";
import type { ConnId, Machine, Micros } from "../../host.ts";
import { sendBufferBytesLow, sendBufferBytesMax } from "../bounds.ts";
import type { Turns } from "./turns.ts";

export interface ConnectionSurroundings {
  readonly turns: Turns;
  readonly machine: Machine;
  /** Called once, when no input for this connection will ever follow. */
  forget(conn: ConnId): void;
  /** Asks for `flush()` at the end of the turn. */
  corked(connection: Connection): void;
}

/** A view that is a plain Uint8Array: `slice` of a Buffer shares its memory, which surprises. */
function plainBytes(chunk: Buffer): Uint8Array {
  return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

export class Connection {
  readonly id: ConnId;
  readonly stream: Duplex;
  readonly #surroundings: ConnectionSurroundings;
  readonly #abort: () => void;
  #held: readonly Uint8Array[] = [];
  /** FIN received; FIN given to the machine. */
  #ended = false;
  #endGiven = false;
  #endSent = false;
  #wantsRoom = false;
  #willOffer = false;
  #isCorked = false;
  /** The stream is gone, though bytes of it may still be held. */
  #closed = false;
  #finished = false;

  /** `abort` is what `reset()` does to the stream. */
  constructor(id: ConnId, stream: Duplex, abort: () => void, surroundings: ConnectionSurroundings) {
    this.id = id;
    this.stream = stream;
    this.#abort = abort;
    this.#surroundings = surroundings;
    // Node ends its own side on FIN unless told otherwise, and the machine decides that here.
    stream.allowHalfOpen = true;
    const { turns } = surroundings;
    stream.on("data", (chunk: Buffer) => {
      turns.take((now) => {
        this.#receive(now, plainBytes(chunk));
      });
    });
    stream.on("end", () => {
      turns.take((now) => {
        this.#ended = true;
        this.#giveEnd(now);
      });
    });
    stream.on("error", () => {
      turns.take((now) => {
        this.#fail(now);
      });
    });
    stream.on("close", () => {
      turns.take((now) => {
        this.#closed = true;
        this.#settle(now);
      });
    });
  }

  /** True while the machine is sitting on bytes that it did not take. */
  get holding(): boolean {
    return this.#held.length > 0;
  }

  get ended(): boolean {
    return this.#ended || this.#closed || this.#finished;
  }

  write(bytes: Uint8Array): number {
    if (this.#finished || this.#endSent || this.#closed) return 0;
    const room = Math.max(0, sendBufferBytesMax - this.stream.writableLength);
    const accepted = Math.min(room, bytes.length);
    if (accepted < bytes.length) this.#wantsRoom = true;
    if (accepted > 0) this.#send(bytes.subarray(0, accepted));
    return accepted;
  }

  /** Offers what is held again in a later turn; also what is only refused after this call. */
  resume(): void {
    if (this.#willOffer || this.#finished) return;
    this.#willOffer = true;
    this.#surroundings.turns.later((now) => {
      this.#willOffer = false;
      const [held, ...rest] = this.#held;
      if (held === undefined || this.#finished) return;
      this.#held = [];
      this.#offer(now, rest.length === 0 ? held : plainBytes(Buffer.concat([held, ...rest])));
      if (!this.holding) this.stream.resume();
      this.#giveEnd(now);
      this.#settle(now);
    });
  }

  end(): void {
    if (this.#finished || this.#endSent) return;
    this.#endSent = true;
    this.stream.end();
    if (this.#endGiven) this.#finish();
  }

  reset(): void {
    if (this.#finished) return;
    this.#finish();
    this.#abort();
  }

  /** Hands one turn's writes to the kernel in one piece. */
  flush(): void {
    this.#isCorked = false;
    this.stream.uncork();
  }

  /** The far side is known to be gone; bytes that are held stay on offer. */
  lose(now: Micros): void {
    if (this.holding) return;
    this.#fail(now);
    this.stream.destroy();
  }

  #send(bytes: Uint8Array): void {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.stream.cork();
      this.#surroundings.corked(this);
    }
    // A copy: the bytes are the machine's own again when `write` returns.
    this.stream.write(Buffer.from(bytes), () => {
      this.#sent();
    });
  }

  #sent(): void {
    if (!this.#wantsRoom || this.stream.writableLength > sendBufferBytesLow) return;
    this.#wantsRoom = false;
    this.#surroundings.turns.take((now) => {
      if (this.#finished || this.#endSent) return;
      this.#surroundings.machine.onWritable(now, this.id);
    });
  }

  #receive(now: Micros, bytes: Uint8Array): void {
    if (this.#finished) return;
    if (this.holding) this.#held = [...this.#held, bytes];
    else this.#offer(now, bytes);
  }

  #offer(now: Micros, bytes: Uint8Array): void {
    const taken = this.#surroundings.machine.onData(now, this.id, bytes);
    if (!Number.isInteger(taken) || taken < 0 || taken > bytes.length) {
      throw new Error(`onData took ${taken} of ${bytes.length} bytes`);
    }
    // A reset from within `onData` leaves nobody to hold it for.
    if (taken === bytes.length || this.#finished) return;
    this.#held = [bytes.subarray(taken)];
    this.stream.pause();
  }

  #giveEnd(now: Micros): void {
    if (!this.#ended || this.#endGiven || this.#finished || this.holding) return;
    this.#endGiven = true;
    this.#surroundings.machine.onEnd(now, this.id);
    if (this.#endSent) this.#finish();
    else this.#settle(now);
  }

  /** After the stream has gone: a connection that did not end in both directions was reset. */
  #settle(now: Micros): void {
    if (this.#closed && !this.#finished && !this.holding) this.#fail(now);
  }

  #fail(now: Micros): void {
    if (this.#finished) return;
    this.#finish();
    this.#surroundings.machine.onReset(now, this.id);
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#held = [];
    this.#surroundings.forget(this.id);
    // What still arrives is dropped, so that the kernel's buffer empties and the FIN is seen.
    this.stream.resume();
  }
}
