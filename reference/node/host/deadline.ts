// The one deadline of a machine on Node's timers. Never early: a timer that fires before the
// instant is armed again. It deliberately keeps no list; the last deadline set is the only one.

import type { Micros } from "../../host.ts";
import { timerMillisMax } from "../bounds.ts";

export class Deadline {
  readonly #now: () => Micros;
  readonly #reached: () => void;
  #at: Micros | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `reached` is called at or after the instant, once for each instant set. */
  constructor(now: () => Micros, reached: () => void) {
    this.#now = now;
    this.#reached = reached;
  }

  set(at: Micros | undefined): void {
    if (at === this.#at) return;
    this.#at = at;
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#at === undefined) return;
    const millis = Math.ceil((this.#at - this.#now()) / 1000);
    this.#timer = setTimeout(
      () => {
        this.#fire();
      },
      Math.min(Math.max(millis, 0), timerMillisMax),
    );
  }

  #fire(): void {
    // Node's timers count from the start of the loop's iteration and round to milliseconds, so one
    // may fire a little before its time; a wait of weeks is cut into several.
    if (this.#at === undefined || this.#now() < this.#at) {
      this.#arm();
      return;
    }
    this.#at = undefined;
    this.#timer = undefined;
    this.#reached();
  }
}
