// When the StatsD lines are due. It sends nothing: it says that the time has come.

import { statsdPeriodMicros } from "../bounds.ts";
import type { Micros } from "../host.ts";

export class StatsdClock {
  #next: Micros;

  constructor(now: Micros) {
    this.#next = now + statsdPeriodMicros;
  }

  get next(): Micros {
    return this.#next;
  }

  /** Once per period; periods that were slept through are not made up for. */
  isDue(now: Micros): boolean {
    if (now < this.#next) return false;
    const missed = Math.floor((now - this.#next) / statsdPeriodMicros);
    this.#next += (missed + 1) * statsdPeriodMicros;
    return true;
  }
}
