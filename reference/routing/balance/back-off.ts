// RETRY-BACKOFF: how long a back end that failed is left alone. The pause doubles from failure to
// failure; failures within a pause are the same trouble and make it no longer than it has to be.

import type { Micros } from "../../host.ts";
import { backOffDoublingsMax, backOffMicros } from "../bounds.ts";

export class BackOff {
  #until: Micros = 0;
  #failedAt: Micros | undefined;
  #failures = 0;

  isOver(now: Micros): boolean {
    return now >= this.#until;
  }

  get until(): Micros {
    return this.#until;
  }

  fail(now: Micros): void {
    const isNew = this.isOver(now);
    const pause = isNew
      ? backOffMicros << Math.min(this.#failures, backOffDoublingsMax)
      : backOffMicros;
    if (isNew) this.#failures += 1;
    this.#failedAt = now;
    this.#until = Math.max(this.#until, now + pause);
  }

  /** What is left is the second after a failure that happened beside the success. */
  succeed(): void {
    this.#failures = 0;
    this.#until =
      this.#failedAt === undefined ? 0 : Math.min(this.#until, this.#failedAt + backOffMicros);
  }
}
