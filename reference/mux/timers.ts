// When the legs of a worker want to be woken: a heap that is put in order only when it is looked at.
// A deadline that moves later costs nothing; one that moves earlier is one more entry. It knows no
// clock and wakes nobody.

import type { Micros } from "../host.ts";

/** One timer of one owner. */
export class Timer<Owner> {
  readonly owner: Owner;
  /** Infinity: none. */
  deadline: Micros = Infinity;
  /** Where its earliest entry of the heap stands; Infinity: it has none. */
  queuedAt: Micros = Infinity;

  constructor(owner: Owner) {
    this.owner = owner;
  }
}

interface Entry<Owner> {
  readonly at: Micros;
  /** Of equal instants the one that was set first. */
  readonly order: number;
  readonly timer: Timer<Owner>;
}

export class Timers<Owner> {
  readonly #heap: Entry<Owner>[] = [];
  #order = 0;
  #running = 0;

  /** Entries, stale ones included. */
  get size(): number {
    return this.#heap.length;
  }

  /** Timers that want to be woken. */
  get running(): number {
    return this.#running;
  }

  set(timer: Timer<Owner>, deadline: Micros | undefined): void {
    const before = timer.deadline;
    timer.deadline = deadline ?? Infinity;
    this.#running += Number(timer.deadline !== Infinity) - Number(before !== Infinity);
    if (timer.deadline < timer.queuedAt) this.#push(timer, timer.deadline);
  }

  /** The earliest deadline. */
  next(): Micros | undefined {
    this.#settle();
    return this.#heap[0]?.at;
  }

  /** The owner of the earliest timer that is due, whose timer is off then. */
  due(now: Micros): Owner | undefined {
    this.#settle();
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    this.#pop();
    this.#running -= 1;
    first.timer.deadline = Infinity;
    first.timer.queuedAt = Infinity;
    return first.timer.owner;
  }

  /** After this the first entry is what its timer wants. */
  #settle(): void {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      const { timer, at } = first;
      if (timer.deadline === at && timer.queuedAt === at) return;
      this.#pop();
      // Only its earliest entry stands for a timer: others were overtaken.
      if (timer.queuedAt !== at) continue;
      timer.queuedAt = Infinity;
      if (timer.deadline !== Infinity) this.#push(timer, timer.deadline);
    }
  }

  #push(timer: Timer<Owner>, at: Micros): void {
    timer.queuedAt = at;
    const heap = this.#heap;
    this.#order += 1;
    const entry = { at, order: this.#order, timer };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, entry)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = this.#smaller(left, left + 1);
      const below = heap[child];
      if (below === undefined || isBefore(last, below)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }

  #smaller(left: number, right: number): number {
    const one = this.#heap[left];
    const other = this.#heap[right];
    return one !== undefined && other !== undefined && isBefore(other, one) ? right : left;
  }
}

function isBefore<Owner>(left: Entry<Owner>, right: Entry<Owner>): boolean {
  return left.at < right.at || (left.at === right.at && left.order < right.order);
}
