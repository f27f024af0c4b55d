// The bare queue: pop and push in the hold model, 64 items waiting, delays of 0.1 to 100 ms. One
// iteration is a thousand holds.

import { bench } from "mitata";
import { EventQueue } from "../sim/index.ts";

export const holdsPerIteration = 1000;

const waiting = 64;

/** A queue of 64 items and its own little generator of delays. */
export class HeldQueue {
  private readonly queue: EventQueue = new EventQueue();
  private word = 0x2545f491;
  folded = 0;

  constructor() {
    for (let item = 0; item < waiting; item++) this.queue.push(this.delay(), 0, item);
  }

  hold(times: number): number {
    const { queue } = this;
    for (let left = times; left > 0; left--) {
      const time = queue.headTime();
      const item = queue.pop();
      this.folded = (Math.imul(this.folded, 31) + item) | 0;
      queue.push(time + this.delay(), 0, item);
    }
    return this.folded;
  }

  private delay(): number {
    let word = this.word;
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    this.word = word;
    return 100 + ((word >>> 0) % 99_901);
  }
}

export function benchQueue(): void {
  const held = new HeldQueue();
  bench("queue: 1000 x pop and push among 64", () => held.hold(holdsPerIteration));
}
