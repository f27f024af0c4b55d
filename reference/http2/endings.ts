// Streams whose last frame of ours is written and waits for the socket: until that has taken it nobody has
// been told of an end. They are told in the order in which they were written.

import { Line } from "./ready-queue.ts";
import type { Http2Stream } from "./stream.ts";

export class Endings {
  #line = new Line();

  get size(): number {
    return this.#line.size;
  }

  /** `endBytes`: how much the socket has taken when it has taken all of it. */
  add(stream: Http2Stream, endBytes: number): void {
    stream.endBytes = endBytes;
    this.#line.push(stream);
  }

  /** The next one that is all with the socket, which took so much. */
  take(takenBytes: number): Http2Stream | undefined {
    const { first } = this.#line;
    return first !== undefined && first.endBytes <= takenBytes ? this.#line.shift() : undefined;
  }

  /** The socket takes no more. */
  clear(): void {
    this.#line = new Line();
  }
}
