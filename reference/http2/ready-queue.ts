// Who may write next: streams take turns, a frame each, so that none waits for the end of another. Those
// that only the connection's window keeps from writing wait apart. Each step costs the same, however many
// streams there are.

import type { Http2Stream } from "./stream.ts";

/** A queue that forgets what was taken in steps that cost nothing on average. */
export class Line {
  #streams: Http2Stream[] = [];
  #taken = 0;

  get size(): number {
    return this.#streams.length - this.#taken;
  }

  get first(): Http2Stream | undefined {
    return this.#streams[this.#taken];
  }

  get isEmpty(): boolean {
    return this.#taken === this.#streams.length;
  }

  push(stream: Http2Stream): void {
    this.#streams.push(stream);
  }

  shift(): Http2Stream | undefined {
    const stream = this.first;
    if (stream === undefined) return undefined;
    this.#taken += 1;
    if (this.#taken === this.#streams.length) {
      this.#streams.length = 0;
      this.#taken = 0;
    } else if (this.#taken > 32 && 2 * this.#taken > this.#streams.length) {
      this.#streams = this.#streams.slice(this.#taken);
      this.#taken = 0;
    }
    return stream;
  }
}

export class ReadyQueue {
  readonly #ready = new Line();
  readonly #parked = new Line();

  push(stream: Http2Stream): void {
    if (stream.isReady) return;
    stream.isReady = true;
    this.#ready.push(stream);
  }

  /** Until the connection has credit. */
  park(stream: Http2Stream): void {
    if (stream.isReady) return;
    stream.isReady = true;
    this.#parked.push(stream);
  }

  /** The next one's turn; those that waited for the connection come first, once it has credit. */
  take(hasCredit: boolean): Http2Stream | undefined {
    const stream = (hasCredit ? this.#parked.shift() : undefined) ?? this.#ready.shift();
    if (stream !== undefined) stream.isReady = false;
    return stream;
  }

  isEmpty(hasCredit: boolean): boolean {
    return this.#ready.isEmpty && (!hasCredit || this.#parked.isEmpty);
  }
}
