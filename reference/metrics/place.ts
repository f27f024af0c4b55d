// What rows are about: the process, its clusters and their back ends, as a tree of places with one row
// each. A place lives while it is configured or something in flight names it; the tree knows neither
// levels nor names of metrics.

import { rowsMax } from "./bounds.ts";
import type { Labels } from "./labels.ts";
import { Row, type GaugeCell } from "./row.ts";

/** A gauge that was set: its share of the series it was filed in. */
export interface Setting {
  readonly row: Row;
  readonly cell: GaugeCell;
  value: number;
}

export class Place {
  readonly parent: Place | undefined;
  readonly key: string;
  readonly row: Row;
  readonly children: Map<string, Place> = new Map<string, Place>();
  /** By the name of the gauge; wherever it is filed, it belongs to this place. */
  readonly settings: Map<string, Setting> = new Map<string, Setting>();
  configured = true;
  /** Things in flight that name this place or one inside it. */
  mentions = 0;

  constructor(parent: Place | undefined, key: string, labels: Labels) {
    this.parent = parent;
    this.key = key;
    this.row = new Row(labels);
  }
}

export class Places {
  readonly root: Place = new Place(undefined, "", {});
  #count = 0;

  /** The finest place there is for these labels: a missing one is stood for by what surrounds it. */
  at({ cluster, backend }: Labels): Place {
    const outer = cluster === undefined ? undefined : this.root.children.get(cluster);
    if (outer === undefined) return this.root;
    const inner = backend === undefined ? undefined : outer.children.get(backend);
    return inner ?? outer;
  }

  /** Also brings a removed one back. False: its cluster is not there, or there are too many. */
  add({ cluster, backend }: Labels & { readonly cluster: string }): boolean {
    if (backend === undefined) return this.#add(this.root, cluster, { cluster });
    const outer = this.root.children.get(cluster);
    return outer?.configured === true && this.#add(outer, backend, { cluster, backend });
  }

  /** LABEL-ROW-LIFETIME: the row stays until the last thing in flight that names it has ended. */
  remove({ cluster, backend }: Labels & { readonly cluster: string }): void {
    const outer = this.root.children.get(cluster);
    const removed = backend === undefined ? outer : outer?.children.get(backend);
    if (removed !== undefined) this.#remove(removed);
  }

  mention(labels: Labels): Place {
    const mentioned = this.at(labels);
    let place: Place | undefined = mentioned;
    for (; place !== undefined; place = place.parent) place.mentions += 1;
    return mentioned;
  }

  unmention(mentioned: Place): void {
    let place: Place | undefined = mentioned;
    for (; place !== undefined; place = place.parent) {
      place.mentions -= 1;
      this.#sweep(place);
    }
  }

  #add(parent: Place, key: string, labels: Labels): boolean {
    const there = parent.children.get(key);
    if (there !== undefined) {
      there.configured = true;
      return true;
    }
    if (this.#count >= rowsMax) return false;
    parent.children.set(key, new Place(parent, key, labels));
    this.#count += 1;
    return true;
  }

  #remove(place: Place): void {
    for (const child of place.children.values()) this.#remove(child);
    place.configured = false;
    this.#sweep(place);
  }

  #sweep(place: Place): void {
    if (place.configured || place.mentions > 0 || place.parent === undefined) return;
    place.parent.children.delete(place.key);
    this.#count -= 1;
    for (const [name, setting] of place.settings) withdraw(name, setting);
  }
}

/** Takes a set gauge out of its series; the series goes when nothing else adds to it. */
export function withdraw(name: string, { row, cell, value }: Setting): void {
  cell.value -= value;
  cell.sources -= 1;
  row.forgetGauge(name);
}
