// One client's connection as a receiver of events: whether it asked for them, and what it is still to
// be told.
import type { LevelChange } from "../../observe/observation.ts";

/** A worker's event that reached the master, and when. */
export interface Cause {
  readonly worker: number;
  readonly change: LevelChange;
  readonly at: number;
  readonly turn: number;
  readonly index: number;
  /** A subscriber that did not read then. */
  readonly slow: number | undefined;
}

export interface Owed {
  readonly cause: Cause;
  /** A later event of the same worker was told before it. */
  wasOvertaken: boolean;
}

/** Told in this turn, for showing that order matters. */
export interface Told {
  readonly cause: Cause;
  readonly index: number;
}

/** `asked`: it may be told, and need not yet. */
export type Subscription = "none" | "asked" | "subscribed";

export class Subscriber {
  readonly session: number;
  subscription: Subscription = "none";
  /** The turn in which it became a subscriber: from the next on it is to be told everything. */
  sinceTurn = 0;
  /** The request that is to make it one. */
  asking: number | undefined;
  /** It does not read what it is sent, or not yet. */
  isBehind = false;
  /** It has half-closed: whether it is told any more is FRAME-HALF-CLOSE's, for what it asked before. */
  isLeaving = false;
  owed: Owed[] = [];
  lastTold: Told | undefined;

  constructor(session: number) {
    this.session = session;
  }

  owe(cause: Cause): void {
    this.owed.push({ cause, wasOvertaken: false });
  }

  /**
   * Takes the entry that an event is about: of those that fit one of this turn, else the oldest. Those
   * of the same worker before it were overtaken.
   */
  settle(worker: number, turn: number, fits: (cause: Cause) => boolean): Owed | undefined {
    const place = this.place((cause) => cause.worker === worker && fits(cause), turn);
    if (place < 0) return undefined;
    for (const earlier of this.owed.slice(0, place)) {
      if (earlier.cause.worker === worker) earlier.wasOvertaken = true;
    }
    return this.owed.splice(place, 1)[0];
  }

  private place(fits: (cause: Cause) => boolean, turn: number): number {
    const current = this.owed.findIndex(({ cause }) => cause.turn === turn && fits(cause));
    return current < 0 ? this.owed.findIndex(({ cause }) => fits(cause)) : current;
  }
}
