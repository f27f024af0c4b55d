// What is in one direction of a connection: bytes, first in, first out, and the segments into which
// the departed ones of them are cut, oldest first. Both are rings that grow in the world's arena; how
// much may be in them is the business of the owner. A segment that is no data has a length below
// zero. Arrivals never go back, so the order of a stream is the order of its segments.

import type { Micros } from "../machine.ts";
import type { Arena } from "./arena.ts";

/** The handshake: SYN from the opener, the outcome from the other side. */
export const openSegment = -1;
export const finSegment = -2;
export const resetSegment = -3;

const bytesAtStart = 64;
const segmentsAtStart = 4;

/** Up to this length a loop beats a call into the engine's own copy. */
const loopedBytesMax = 32;

export class Backlog {
  private readonly arena: Arena;
  private segmentOffset: number;
  private segmentMask: number = segmentsAtStart - 1;
  private segmentHead = 0;
  private segmentCount = 0;
  private byteOffset = 0;
  /** Capacity less one; -1 while there is no chunk. */
  private byteMask = -1;
  private byteHead = 0;
  private byteCount = 0;

  constructor(arena: Arena) {
    this.arena = arena;
    this.segmentOffset = arena.takeSegments(segmentsAtStart);
  }

  /** Bytes accepted and not taken. */
  get storedBytes(): number {
    return this.byteCount;
  }

  /** Segments departed and not consumed. */
  get segments(): number {
    return this.segmentCount;
  }

  /** When the oldest segment arrives. */
  get arrival(): Micros {
    return this.arena.arrivals[this.segmentOffset + this.segmentHead]!;
  }

  /** The length of the oldest segment, or what it is instead of data. */
  get segment(): number {
    return this.arena.lengths[this.segmentOffset + this.segmentHead]!;
  }

  get lastArrival(): Micros {
    return this.arena.arrivals[this.place(this.segmentCount - 1)]!;
  }

  appendBytes(bytes: Uint8Array, length: number): void {
    const count = this.byteCount + length;
    if (count > this.byteMask + 1) this.growBytes(count);
    if (length > loopedBytesMax) {
      this.appendMany(bytes, length);
      return;
    }
    const ring = this.arena.bytes;
    const { byteMask: mask, byteOffset: offset } = this;
    const tail = this.byteHead + this.byteCount;
    this.byteCount = count;
    for (let index = 0; index < length; index++) {
      ring[offset + ((tail + index) & mask)] = bytes[index]!;
    }
  }

  /** The arena's bytes, for the two spans below. */
  get words(): DataView {
    return this.arena.words;
  }

  /** Where the oldest bytes lie in `words`; -1 when the ring's end is between them. */
  firstSpan(length: number): number {
    const head = this.byteHead;
    return head + length > this.byteMask + 1 ? -1 : this.byteOffset + head;
  }

  /** Where the newest bytes lie in `words`; -1 when the ring's end is between them. */
  lastSpan(length: number): number {
    const head = (this.byteHead + this.byteCount - length) & this.byteMask;
    return head + length > this.byteMask + 1 ? -1 : this.byteOffset + head;
  }

  /** Copies the oldest bytes; they stay. */
  copyBytes(target: Uint8Array, length: number): void {
    const ring = this.arena.bytes;
    const { byteMask: mask, byteOffset: offset, byteHead: head } = this;
    const first = Math.min(length, mask + 1 - head);
    target.set(ring.subarray(offset + head, offset + head + first), 0);
    if (first < length) target.set(ring.subarray(offset, offset + length - first), first);
  }

  /** Forgets the newest bytes. */
  dropLastBytes(length: number): void {
    this.byteCount -= length;
  }

  pushSegment(arrival: Micros, length: number): void {
    const count = this.segmentCount;
    if (count > this.segmentMask) this.growSegments();
    const { arrivals, lengths } = this.arena;
    const place = this.place(count);
    // What was consumed arrived before now, so only what still waits can be later.
    arrivals[place] = count === 0 ? arrival : Math.max(arrival, this.lastArrival);
    lengths[place] = length;
    this.segmentCount = count + 1;
  }

  /** Forgets the oldest segment, which is data, and its bytes. */
  consumeSegment(length: number): void {
    this.byteCount -= length;
    // An empty ring starts over, so that short messages stay in one cache line.
    this.byteHead = this.byteCount === 0 ? 0 : (this.byteHead + length) & this.byteMask;
    this.dropSegment();
  }

  /** Forgets the first bytes of the oldest segment, fewer than it has. */
  consumePart(length: number): void {
    this.byteCount -= length;
    this.byteHead = (this.byteHead + length) & this.byteMask;
    this.arena.lengths[this.place(0)]! -= length;
  }

  dropSegment(): void {
    this.segmentCount -= 1;
    this.segmentHead = this.segmentCount === 0 ? 0 : (this.segmentHead + 1) & this.segmentMask;
  }

  /** Joins what has arrived after the oldest segment to it, as a reader that comes late sees it. */
  joinSegments(now: Micros): void {
    const { arrivals, lengths } = this.arena;
    let length = this.segment;
    while (this.segmentCount > 1 && length > 0) {
      const next = this.place(1);
      if (lengths[next]! <= 0 || arrivals[next]! > now) return;
      length += lengths[next]!;
      lengths[next] = length;
      this.dropSegment();
    }
  }

  /** The segments, oldest first, for a digest. */
  segmentLengths(): readonly number[] {
    const lengths: number[] = [];
    for (let index = 0; index < this.segmentCount; index++) {
      lengths.push(this.arena.lengths[this.place(index)]!);
    }
    return lengths;
  }

  /** Gives the storage back; nothing may be put in again. */
  release(): void {
    if (this.byteMask >= 0) this.arena.giveBytes(this.byteOffset, this.byteMask + 1);
    this.arena.giveSegments(this.segmentOffset, this.segmentMask + 1);
    this.byteMask = -1;
    this.byteCount = 0;
    this.segmentCount = 0;
  }

  private appendMany(bytes: Uint8Array, length: number): void {
    const ring = this.arena.bytes;
    const { byteMask: mask, byteOffset: offset } = this;
    const tail = (this.byteHead + this.byteCount) & mask;
    this.byteCount += length;
    const first = Math.min(length, mask + 1 - tail);
    ring.set(first === bytes.length ? bytes : bytes.subarray(0, first), offset + tail);
    if (first < length) ring.set(bytes.subarray(first, length), offset);
  }

  private place(index: number): number {
    return this.segmentOffset + ((this.segmentHead + index) & this.segmentMask);
  }

  private growBytes(needed: number): void {
    let capacity = Math.max(bytesAtStart, 2 * (this.byteMask + 1));
    while (capacity < needed) capacity *= 2;
    const kept = new Uint8Array(this.byteCount);
    this.copyBytes(kept, this.byteCount);
    if (this.byteMask >= 0) this.arena.giveBytes(this.byteOffset, this.byteMask + 1);
    this.byteOffset = this.arena.takeBytes(capacity);
    this.byteMask = capacity - 1;
    this.byteHead = 0;
    this.arena.bytes.set(kept, this.byteOffset);
  }

  private growSegments(): void {
    const capacity = 2 * (this.segmentMask + 1);
    const offset = this.arena.takeSegments(capacity);
    const { arrivals, lengths } = this.arena;
    for (let index = 0; index < this.segmentCount; index++) {
      const place = this.place(index);
      arrivals[offset + index] = arrivals[place]!;
      lengths[offset + index] = lengths[place]!;
    }
    this.arena.giveSegments(this.segmentOffset, this.segmentMask + 1);
    this.segmentOffset = offset;
    this.segmentMask = capacity - 1;
    this.segmentHead = 0;
  }
}
