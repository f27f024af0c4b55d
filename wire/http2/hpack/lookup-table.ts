// The encoder's dynamic table: the same, and where a field stands in it. Entries of one name are
// chained from the newest to the older ones, so a lookup makes no key and allocates nothing.

import { HPACK_LOOKUP_HOPS_MAX } from "../bounds.ts";
import { DynamicTable } from "./dynamic-table.ts";

/** No entry has a number as low as this. */
const NONE = -1;

export class LookupTable extends DynamicTable {
  readonly #newestOfName = new Map<string, number>();
  /** By the lowest bits of the entry's number, as many as it takes to tell the entries apart. */
  #olderOfName: number[] = [];

  override insert(name: string, value: string): void {
    const entry = this.next;
    super.insert(name, value);
    if (this.next === entry) return;
    const older = this.#newestOfName.get(name);
    const slots = this.#olderOfName.length;
    if (this.count > slots) this.#grow();
    this.#olderOfName[entry % this.#olderOfName.length] = older ?? NONE;
    this.#newestOfName.set(name, entry);
  }

  /** The number of the newest entry of the name, or -1. */
  findName(name: string): number {
    return this.#newestOfName.get(name) ?? NONE;
  }

  /** The number of an entry with this value, given the newest one of the name; or -1. */
  findValue(newest: number, value: string): number {
    let entry = newest;
    for (let hops = 0; hops < HPACK_LOOKUP_HOPS_MAX && entry >= this.oldest; hops += 1) {
      if (this.valueOf(entry) === value) return entry;
      entry = this.#olderOfName[entry % this.#olderOfName.length]!;
    }
    return NONE;
  }

  protected override dropOldest(): void {
    const entry = this.oldest;
    const name = this.nameOf(entry);
    if (this.#newestOfName.get(name) === entry) this.#newestOfName.delete(name);
    super.dropOldest();
  }

  #grow(): void {
    const old = this.#olderOfName;
    const grown = new Array<number>(Math.max(16, 2 * old.length)).fill(NONE);
    for (let entry = this.oldest; old.length > 0 && entry < this.next - 1; entry += 1) {
      grown[entry % grown.length] = old[entry % old.length]!;
    }
    this.#olderOfName = grown;
  }
}
