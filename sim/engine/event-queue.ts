// What happens next: a 4-ary heap on typed arrays, ordered by (time, tie, sequence), so equal ties
// come out first in, first out. It knows nothing of what an item means.
//
// Tie and sequence share one double (tie * 2^40 + sequence), which is exact and cannot wrap within a
// run; time has a double of its own. A key packed from all three would lose FIFO order silently.
// A popped root leaves a hole that the next push fills on its way down, because most handlers push
// exactly one event. Places past the end hold an infinite time, so that a family of four children
// never needs its end checked.

import { queueEventsMax, sequenceMax } from "../bounds.ts";
import { assert, WorldError } from "../error.ts";
import type { Micros } from "../machine.ts";

const capacityAtStart = 64;

export class EventQueue {
  private times: Float64Array = new Float64Array(capacityAtStart + 4).fill(Infinity);
  private orders: Float64Array = new Float64Array(capacityAtStart + 4);
  private items: Int32Array = new Int32Array(capacityAtStart + 4);
  private capacity = capacityAtStart;
  private count = 0;
  private sequence = 0;
  /** Whether place 0 was popped and not filled yet. */
  private hole = false;

  get size(): number {
    return this.hole ? this.count - 1 : this.count;
  }

  push(time: Micros, tie: number, item: number): void {
    const order = tie * sequenceMax + this.sequence;
    this.sequence += 1;
    if (this.hole) {
      this.hole = false;
      this.sink(time, order, item);
      return;
    }
    if (this.count === this.capacity) this.grow();
    this.count += 1;
    this.rise(time, order, item);
  }

  /** The time of the next item, Infinity when there is none. */
  headTime(): Micros {
    if (this.hole) this.fill();
    return this.times[0]!;
  }

  /** The next item; meaningless when the queue is empty. */
  headItem(): number {
    if (this.hole) this.fill();
    return this.items[0]!;
  }

  /** Takes the next item. The queue must not be empty. */
  pop(): number {
    if (this.hole) this.fill();
    assert(this.count > 0, "pop of an empty queue");
    this.hole = true;
    return this.items[0]!;
  }

  private fill(): void {
    this.hole = false;
    const last = this.count - 1;
    this.count = last;
    const { times } = this;
    const time = times[last]!;
    times[last] = Infinity;
    if (last > 0) this.sink(time, this.orders[last]!, this.items[last]!);
  }

  private rise(time: Micros, order: number, item: number): void {
    const { times, orders, items } = this;
    let place = this.count - 1;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && orders[parent]! < order)) break;
      times[place] = parentTime;
      orders[place] = orders[parent]!;
      items[place] = items[parent]!;
      place = parent;
    }
    times[place] = time;
    orders[place] = order;
    items[place] = item;
  }

  /** Puts an item in at the root and lets it down to its place. */
  private sink(time: Micros, order: number, item: number): void {
    const { times, orders, items, count } = this;
    let place = 0;
    for (let child = 1; child < count; child = 4 * place + 1) {
      const best = this.least(child);
      const bestTime = times[best]!;
      if (time < bestTime || (time === bestTime && order < orders[best]!)) break;
      times[place] = bestTime;
      orders[place] = orders[best]!;
      items[place] = items[best]!;
      place = best;
    }
    times[place] = time;
    orders[place] = order;
    items[place] = item;
  }

  /** The place of the earliest of four children, the first of which is given. */
  private least(first: number): number {
    const { times, orders } = this;
    let best = first;
    let bestTime = times[first]!;
    const second = times[first + 1]!;
    if (second < bestTime || (second === bestTime && orders[first + 1]! < orders[best]!)) {
      best = first + 1;
      bestTime = second;
    }
    const third = times[first + 2]!;
    if (third < bestTime || (third === bestTime && orders[first + 2]! < orders[best]!)) {
      best = first + 2;
      bestTime = third;
    }
    const fourth = times[first + 3]!;
    if (fourth < bestTime || (fourth === bestTime && orders[first + 3]! < orders[best]!)) {
      best = first + 3;
    }
    return best;
  }

  private grow(): void {
    if (this.capacity >= queueEventsMax) throw new WorldError("queue-full", `${queueEventsMax}`);
    const capacity = this.capacity * 2;
    const times = new Float64Array(capacity + 4).fill(Infinity);
    times.set(this.times.subarray(0, this.count));
    const orders = new Float64Array(capacity + 4);
    orders.set(this.orders);
    const items = new Int32Array(capacity + 4);
    items.set(this.items);
    this.times = times;
    this.orders = orders;
    this.items = items;
    this.capacity = capacity;
  }
}
