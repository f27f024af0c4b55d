// What the gauges of one worker must read, kept from the moves that it shows: every move continues where
// the last one of its series ended.
import type { GaugeMoved } from "../../observe/data-plane.ts";

export interface Series {
  readonly name: string;
  value: number;
  /** Where it was moved last, in the run. */
  index: number;
}

export class GaugeLedger {
  private readonly series = new Map<string, Series>();

  /** What the series read before, by this ledger. */
  before(moved: GaugeMoved): number {
    return this.series.get(keyOf(moved))?.value ?? 0;
  }

  move(moved: GaugeMoved, index: number): void {
    const key = keyOf(moved);
    const known = this.series.get(key);
    const value = (known?.value ?? 0) + moved.delta;
    if (known === undefined) this.series.set(key, { name: moved.name, value, index });
    else Object.assign(known, { value, index });
  }

  /** Over all rows of a name. */
  sum(name: string): number {
    let sum = 0;
    for (const one of this.series.values()) if (one.name === name) sum += one.value;
    return sum;
  }

  all(): Iterable<Series> {
    return this.series.values();
  }
}

function keyOf({ name, cluster, backend }: GaugeMoved): string {
  return JSON.stringify([name, cluster, backend]);
}
