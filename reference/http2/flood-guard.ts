// Counts what a peer does against the table of floods. It says which limit was passed, and leaves what
// follows from it, a GOAWAY with ENHANCE_YOUR_CALM, to the connection. Work and memory do not depend on
// what is counted.

import type { Micros } from "../host.ts";
import { microsPerSecond } from "./bounds.ts";
import {
  floodEvents,
  type FloodEvent,
  type FloodKind,
  type FloodLimits,
  floodTable,
} from "./flood-table.ts";

/** After so many halvings nothing is left of any count. */
const halvingsMax = 31;

interface Count {
  window: number;
  lifetime: number;
}

export class FloodGuard {
  readonly #limits: FloodLimits;
  readonly #counts = new Map<FloodEvent, Count>(
    floodEvents.map((event) => [event, { window: 0, lifetime: 0 }]),
  );
  #halvedAt: Micros;

  constructor(now: Micros, limits: FloodLimits) {
    this.#limits = limits;
    this.#halvedAt = now;
  }

  /** The limit that this one passes. */
  note(now: Micros, event: FloodEvent): FloodKind | undefined {
    this.#halve(now);
    const count = this.#counts.get(event);
    if (count === undefined) throw new Error(`nobody counts ${event}`);
    count.window += 1;
    count.lifetime += 1;
    const { window, lifetime } = floodTable[event];
    if (window !== undefined && count.window > this.#limitOf(window)) return window;
    if (lifetime !== undefined && count.lifetime > this.#limitOf(lifetime)) return lifetime;
    return undefined;
  }

  /** A limit of nothing would end every connection. */
  #limitOf(kind: FloodKind): number {
    return Math.max(1, this.#limits[kind]);
  }

  #halve(now: Micros): void {
    const seconds = Math.floor((now - this.#halvedAt) / microsPerSecond);
    if (seconds <= 0) return;
    this.#halvedAt += seconds * microsPerSecond;
    const halvings = Math.min(seconds, halvingsMax);
    for (const count of this.#counts.values()) count.window >>= halvings;
  }
}
