// The segments of one direction that departed and were not consumed, oldest first: when each arrives
// and how long it is. What is no data has a length below zero. Arrivals never go back, so the order
// of a stream is the order of its segments.

import type { Micros } from "../machine.ts";

/** The handshake: SYN from the opener, the outcome from the other side. */
export const openSegment = -1;
export const finSegment = -2;
export const resetSegment = -3;

export class Segments {
  private arrivals: Float64Array = new Float64Array(4);
  private lengths: Int32Array = new Int32Array(4);
  private mask = 3;
  private head = 0;
  private count = 0;
  private lastArrival: Micros = 0;

  get size(): number {
    return this.count;
  }

  get arrival(): Micros {
    return this.arrivals[this.head]!;
  }

  get length(): number {
    return this.lengths[this.head]!;
  }

  get lastArrivalAt(): Micros {
    return this.lastArrival;
  }

  push(arrival: Micros, length: number): void {
    if (this.count > this.mask) this.grow();
    const place = (this.head + this.count) & this.mask;
    if (arrival > this.lastArrival) this.lastArrival = arrival;
    this.arrivals[place] = this.lastArrival;
    this.lengths[place] = length;
    this.count += 1;
  }

  /** Forgets the first `length` bytes of the head; a segment that is used up goes. */
  consume(length: number): void {
    const rest = this.lengths[this.head]! - length;
    this.lengths[this.head] = rest;
    if (rest === 0) this.drop();
  }

  drop(): void {
    this.head = (this.head + 1) & this.mask;
    this.count -= 1;
  }

  /** Joins what has arrived after the head to it, as a reader that comes late sees it. */
  join(now: Micros): void {
    let length = this.length;
    while (this.count > 1 && length > 0) {
      const next = (this.head + 1) & this.mask;
      if (this.lengths[next]! <= 0 || this.arrivals[next]! > now) return;
      length += this.lengths[next]!;
      this.lengths[next] = length;
      this.drop();
    }
  }

  /** The lengths, oldest first, for a digest. */
  *each(): Generator<number> {
    for (let index = 0; index < this.count; index++) {
      yield this.lengths[(this.head + index) & this.mask]!;
    }
  }

  private grow(): void {
    const capacity = this.lengths.length * 2;
    const arrivals = new Float64Array(capacity);
    const lengths = new Int32Array(capacity);
    for (let index = 0; index < this.count; index++) {
      const place = (this.head + index) & this.mask;
      arrivals[index] = this.arrivals[place]!;
      lengths[index] = this.lengths[place]!;
    }
    this.arrivals = arrivals;
    this.lengths = lengths;
    this.mask = capacity - 1;
    this.head = 0;
  }
}
