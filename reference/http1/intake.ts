// Bytes of a socket on their way into a parser, never more than the flow behind it has room for: what
// is left stays with the transport, which is told when there is room again. It understands nothing.

import { bufferBytes } from "../mux/bounds.ts";
import type { Socket } from "../mux/socket.ts";

interface Parser<Event> {
  readonly pendingBytes: number;
  push(bytes: Uint8Array): void;
  next(): Event | undefined;
  keep(): void;
}

export class Intake<Event> {
  readonly #parser: Parser<Event>;
  readonly #socket: Socket;
  /** All that the parser was given. */
  #pushedBytes = 0;
  #takenBytes = 0;
  /** The parser has said everything it knows: what it keeps is not content. */
  #isDrained = true;
  #isHolding = false;

  constructor(parser: Parser<Event>, socket: Socket) {
    this.#parser = parser;
    this.#socket = socket;
  }

  /** Whether the transport keeps bytes until there is room. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Returns how many it took. `keep` has to follow in the same input. */
  offer(bytes: Uint8Array, room: number): number {
    const taken = Math.min(bytes.length, this.#allowance(room));
    this.#isHolding = taken < bytes.length;
    if (taken === 0) return 0;
    this.#parser.push(taken < bytes.length ? bytes.subarray(0, taken) : bytes);
    this.#pushedBytes += taken;
    return taken;
  }

  /** Bytes that have become part of an event since the last call. */
  takeConsumed(): number {
    const consumed = this.#pushedBytes - this.#parser.pendingBytes;
    const since = consumed - this.#takenBytes;
    this.#takenBytes = consumed;
    return since;
  }

  next(): Event | undefined {
    const event = this.#parser.next();
    this.#isDrained = event === undefined;
    return event;
  }

  keep(): void {
    this.#parser.keep();
  }

  /** Asks for what the transport keeps, once there is enough room to be worth it. */
  resume(room: number): void {
    if (!this.#isHolding || this.#allowance(room) < bufferBytes / 2) return;
    this.#isHolding = false;
    this.#socket.resume();
  }

  #allowance(room: number): number {
    return this.#isDrained ? room : Math.max(0, room - this.#parser.pendingBytes);
  }
}
