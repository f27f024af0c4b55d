// The connections of one process by ConnId: open addressing with linear probing, because ids only
// grow while few live at a time, and a Map costs more than everything else in a write.

import type { ConnId } from "../machine.ts";

export class EndpointTable<Held extends { readonly conn: ConnId }> {
  private slots: (Held | undefined)[] = new Array<Held | undefined>(8).fill(undefined);
  private mask = 7;
  private count = 0;

  get capacity(): number {
    return this.slots.length;
  }

  get size(): number {
    return this.count;
  }

  get(conn: ConnId): Held | undefined {
    for (let place = conn & this.mask; ; place = (place + 1) & this.mask) {
      const found = this.slots[place];
      if (found === undefined || found.conn === conn) return found;
    }
  }

  add(endpoint: Held): void {
    if (2 * (this.count + 1) > this.slots.length) this.grow();
    this.place(endpoint);
    this.count += 1;
  }

  /** Removes it and moves up what had probed past it, so that no gap hides a later one. */
  remove(conn: ConnId): void {
    let gap = conn & this.mask;
    while (this.slots[gap]?.conn !== conn) {
      if (this.slots[gap] === undefined) return;
      gap = (gap + 1) & this.mask;
    }
    this.slots[gap] = undefined;
    this.count -= 1;
    for (let place = (gap + 1) & this.mask; ; place = (place + 1) & this.mask) {
      const endpoint = this.slots[place];
      if (endpoint === undefined) return;
      const home = endpoint.conn & this.mask;
      if (((place - home) & this.mask) < ((place - gap) & this.mask)) continue;
      this.slots[gap] = endpoint;
      this.slots[place] = undefined;
      gap = place;
    }
  }

  /** In the order of their ids, so that nothing depends on where they lie. */
  all(): readonly Held[] {
    return this.slots
      .filter((endpoint) => endpoint !== undefined)
      .sort((one, other) => one.conn - other.conn);
  }

  private place(endpoint: Held): void {
    let place = endpoint.conn & this.mask;
    while (this.slots[place] !== undefined) place = (place + 1) & this.mask;
    this.slots[place] = endpoint;
  }

  private grow(): void {
    const endpoints = this.all();
    const capacity = this.slots.length * 2;
    this.slots = new Array<Held | undefined>(capacity).fill(undefined);
    this.mask = capacity - 1;
    for (const endpoint of endpoints) this.place(endpoint);
  }
}
