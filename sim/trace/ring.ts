// The last 64 Ki events of a run in typed arrays, always on: what a failing run shows before it is
// run again with a recorder. It keeps no payload, only how long it was and the hash after it.

import { checkpointEvents, ringEvents } from "../bounds.ts";
import type { Micros } from "../machine.ts";
import { traceKinds, type TraceKind } from "./event.ts";

export interface RingEvent {
  readonly index: number;
  readonly at: Micros;
  readonly kind: TraceKind;
  /** The node's place in the order of their addition. */
  readonly node: number;
  /** Ordinal of the connection, 0 where there is none. */
  readonly link: number;
  readonly lengthBytes: number;
  /** One lane of the rolling hash after this event. */
  readonly hash: number;
}

/** Most runs are short: the arrays double from here up to the whole ring. */
const firstEvents = 1024;
const checkpointMask = checkpointEvents - 1;

export class TraceRing {
  private times: Float64Array = new Float64Array(firstEvents);
  /** Four words an event: kind and node, link, length, hash. */
  private words: Int32Array = new Int32Array(4 * firstEvents);
  private mask = firstEvents - 1;
  private count = 0;

  /** Takes the time and three words; the hash follows by `seal`. */
  add(at: Micros, head: number, link: number, length: number): void {
    if (this.count > this.mask && this.mask < ringEvents - 1) this.grow();
    const place = this.count & this.mask;
    this.times[place] = at;
    const words = this.words;
    words[4 * place] = head;
    words[4 * place + 1] = link;
    words[4 * place + 2] = length;
  }

  /** True after every 1024th event, when a checkpoint is due. */
  seal(hash: number): boolean {
    this.words[4 * (this.count & this.mask) + 3] = hash;
    this.count += 1;
    return (this.count & checkpointMask) === 0;
  }

  /** Events added so far. */
  get total(): number {
    return this.count;
  }

  /** What is remembered, oldest first. */
  events(): readonly RingEvent[] {
    const events: RingEvent[] = [];
    for (let index = Math.max(0, this.count - ringEvents); index < this.count; index++) {
      events.push(this.event(index));
    }
    return events;
  }

  private grow(): void {
    const { times, words } = this;
    this.times = new Float64Array(2 * times.length);
    this.times.set(times);
    this.words = new Int32Array(2 * words.length);
    this.words.set(words);
    this.mask = 2 * this.mask + 1;
  }

  private event(index: number): RingEvent {
    const place = index & this.mask;
    const head = this.words[4 * place]!;
    return {
      index,
      at: this.times[place]!,
      kind: traceKinds[head & 31]!,
      node: head >>> 5,
      link: this.words[4 * place + 1]!,
      lengthBytes: this.words[4 * place + 2]!,
      hash: this.words[4 * place + 3]! >>> 0,
    };
  }
}
