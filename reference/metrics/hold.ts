// What a connection or a request keeps while it lives: the right to its rows, and its share of a
// paired gauge. Whoever takes a hold releases it once; a second release does nothing.

import type { Labels } from "./labels.ts";
import type { Place, Places } from "./place.ts";
import type { GaugeCell, Row } from "./row.ts";

/** Keeps the rows of a cluster or back end from going while something in flight names them. */
export class RowHold {
  readonly #places: Places;
  #place: Place | undefined;

  constructor(places: Places, labels: Labels) {
    this.#places = places;
    this.#place = places.mention(labels);
  }

  /** False: released before. */
  release(): boolean {
    if (this.#place === undefined) return false;
    this.#places.unmention(this.#place);
    this.#place = undefined;
    return true;
  }
}

/** One move of a paired gauge, for whoever keeps a ledger. */
export interface GaugeDelta {
  readonly name: string;
  /** Where it was filed. */
  readonly labels: Labels;
  readonly delta: number;
  readonly before: number;
  readonly after: number;
}

/**
 * GAUGE-LABEL-STABLE: remembers the series that took the increment, so the decrement lands there
 * whatever the level is by then. GAUGE-SUM: the series is the sum of all its holds.
 */
export class GaugeHold {
  readonly name: string;
  readonly #row: Row;
  readonly #cell: GaugeCell;
  readonly #mention: RowHold;
  #amount = 0;
  #live = true;

  constructor(name: string, row: Row, mention: RowHold) {
    this.name = name;
    this.#row = row;
    this.#cell = row.gauge(name);
    this.#cell.sources += 1;
    this.#mention = mention;
  }

  get amount(): number {
    return this.#amount;
  }

  /** Makes this hold's share `amount`, an integer, at least 0. Nothing moves after the release. */
  adjust(amount: number): GaugeDelta {
    // GAUGE-NO-UNDERFLOW: a share is never negative, so neither is their sum.
    const held = this.#live ? Math.max(0, Math.trunc(amount)) : 0;
    const delta = held - this.#amount;
    const before = this.#cell.value;
    const after = before + delta;
    this.#cell.value = after;
    this.#amount = held;
    return { name: this.name, labels: this.#row.labels, delta, before, after };
  }

  /** Undefined: released before (GAUGE-REENTRY: no gauge moves twice). */
  release(): GaugeDelta | undefined {
    if (!this.#live) return undefined;
    const delta = this.adjust(0);
    this.#live = false;
    this.#cell.sources -= 1;
    this.#mention.release();
    return delta;
  }
}
