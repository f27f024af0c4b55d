// How finely this worker measures right now: its leases, its metrics, and the one level they share.
// Every change of the level passes here, so the metrics follow it and no transition is forgotten.

import type { Micros } from "../host.ts";
import type { Level } from "../lease/level.ts";
import type { LeaseOrder } from "../lease/request.ts";
import { LeaseTable, type LeaseOutcome } from "../lease/table.ts";
import { isChange, type Transition } from "../lease/transition.ts";
import type { Aggregator } from "../metrics/aggregator.ts";

const none: readonly Transition[] = [];

export class Metering {
  readonly leases: LeaseTable;
  readonly metrics: Aggregator;
  #news: Transition[] = [];

  constructor(configured: Level, metrics: Aggregator) {
    this.leases = new LeaseTable(configured);
    this.metrics = metrics;
  }

  /** LEASE-EXPIRES: called at the start of every input, and by the deadline when there is none. */
  expire(now: Micros): void {
    this.#note(this.leases.expire(now));
  }

  obey(now: Micros, order: LeaseOrder): LeaseOutcome {
    const outcome = this.leases.obey(now, order);
    this.#note(outcome.expired);
    this.#note(outcome.ok ? outcome.transition : undefined);
    return outcome;
  }

  /** What subscribers have not been told, in the order in which it happened. */
  takeNews(): readonly Transition[] {
    if (this.#news.length === 0) return none;
    const news = this.#news;
    this.#news = [];
    return news;
  }

  /** EVENT-NO-NOOP: a transition that changes nothing is no news. */
  #note(transition: Transition | undefined): void {
    if (transition === undefined || !isChange(transition)) return;
    this.#news.push(transition);
    this.metrics.level = transition.effective;
  }
}
