// The buffers of one worker. They are made when they are first needed and used again; there are never
// more than the bound. It does not know what a buffer is for.

import { StreamBuffer } from "./stream-buffer.ts";

export interface BufferPair {
  readonly request: StreamBuffer;
  readonly response: StreamBuffer;
}

export class BufferPool {
  readonly #free: StreamBuffer[] = [];
  readonly #max: number;
  #inUse = 0;
  #highWater = 0;
  #refusals = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get inUse(): number {
    return this.#inUse;
  }

  get max(): number {
    return this.#max;
  }

  /** The most that were ever in use at once. */
  get highWater(): number {
    return this.#highWater;
  }

  /** How often there were no two to be had together. */
  get refusals(): number {
    return this.#refusals;
  }

  /** Undefined: all are in use. */
  take(): StreamBuffer | undefined {
    if (this.#inUse >= this.#max) return undefined;
    this.#inUse += 1;
    this.#highWater = Math.max(this.#highWater, this.#inUse);
    return this.#free.pop() ?? new StreamBuffer();
  }

  /** STREAM-POOL-HALF: both, or neither. */
  takePair(): BufferPair | undefined {
    const request = this.take();
    const response = request === undefined ? undefined : this.take();
    if (request !== undefined && response !== undefined) return { request, response };
    this.#refusals += 1;
    if (request !== undefined) this.give(request);
    return undefined;
  }

  /** Each one once. */
  give(buffer: StreamBuffer): void {
    if (this.#inUse === 0) throw new Error("a buffer was given back twice");
    this.#inUse -= 1;
    buffer.clear();
    this.#free.push(buffer);
  }
}
