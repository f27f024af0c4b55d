// What an actor has put off: acts with an instant each, in order. The owner sets the host's deadline.

import type { Micros } from "../../machine.ts";

interface Alarm {
  readonly at: Micros;
  readonly act: (now: Micros) => void;
}

export class Alarms {
  readonly #waiting: Alarm[] = [];

  get nextAt(): Micros | undefined {
    return this.#waiting[0]?.at;
  }

  /** Alarms of one instant ring in the order in which they were set. */
  set(at: Micros, act: (now: Micros) => void): void {
    const waiting = this.#waiting;
    // From the end, where nearly all of them belong.
    let place = waiting.length;
    while (place > 0 && waiting[place - 1]!.at > at) place -= 1;
    waiting.splice(place, 0, { at, act });
  }

  ring(now: Micros): void {
    for (let first = this.#waiting[0]; first !== undefined && first.at <= now;) {
      this.#waiting.shift();
      first.act(now);
      first = this.#waiting[0];
    }
  }
}
