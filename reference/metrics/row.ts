// One row: the counters, gauges and distributions filed under one set of labels. It does not decide
// what is filed where, nor how long it lives.

import type { Digest } from "../host.ts";
import { namesPerRowMax } from "./bounds.ts";
import { Distribution } from "./distribution.ts";
import type { Labels } from "./labels.ts";
import { histogramName, type MetricMap, type MetricValue } from "./value.ts";

/** The current value of one gauge series, and how many things add up to it. */
export interface GaugeCell {
  value: number;
  sources: number;
}

/** Looked up once to be added to, as gauges are. */
interface Counter {
  value: number;
}

export class Row {
  readonly labels: Labels;
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, GaugeCell>();
  readonly #distributions = new Map<string, Distribution>();

  constructor(labels: Labels) {
    this.labels = labels;
  }

  count(name: string, by: number): void {
    const counter = this.#counters.get(name);
    if (counter === undefined) this.#counters.set(name, this.#named({ value: by }));
    else counter.value += by;
  }

  record(name: string, value: number): void {
    let distribution = this.#distributions.get(name);
    if (distribution === undefined) {
      distribution = this.#named(new Distribution());
      this.#distributions.set(name, distribution);
    }
    distribution.record(value);
  }

  /** The same cell as long as the row lives. */
  gauge(name: string): GaugeCell {
    let cell = this.#gauges.get(name);
    if (cell === undefined) {
      cell = this.#named({ value: 0, sources: 0 });
      this.#gauges.set(name, cell);
    }
    return cell;
  }

  /** Forgets a gauge to which nothing adds any more. */
  forgetGauge(name: string): void {
    if (this.#gauges.get(name)?.sources === 0) this.#gauges.delete(name);
  }

  /** Drops what accumulates. GAUGE-CLEAR: a gauge tells what is, so it stays. */
  clear(): void {
    this.#counters.clear();
    this.#distributions.clear();
  }

  gauges(): ReadonlyMap<string, GaugeCell> {
    return this.#gauges;
  }

  /** Sorted, without repetition. */
  names(): string[] {
    const stores = [this.#counters, this.#gauges, this.#distributions];
    return [...new Set(stores.flatMap((store) => [...store.keys()]))].sort(byCodeUnit);
  }

  /** `wanted` empty: everything. A name stands for its histogram as well (METRICS-FILTERS). */
  read(wanted: ReadonlySet<string>): MetricMap {
    const found = new Map<string, MetricValue>();
    const add = (name: string, value: MetricValue): void => {
      found.set(name, value);
    };
    for (const [name, { value }] of this.#counters) {
      if (wants(wanted, name)) add(name, { kind: "count", value });
    }
    for (const [name, { value }] of this.#gauges) {
      if (wants(wanted, name)) add(name, { kind: "gauge", value });
    }
    for (const [name, distribution] of this.#distributions) {
      if (wants(wanted, name)) {
        add(name, { kind: "percentiles", percentiles: distribution.percentiles() });
      }
      if (wants(wanted, name) || wanted.has(histogramName(name))) {
        add(histogramName(name), { kind: "histogram", histogram: distribution.histogram() });
      }
    }
    return found;
  }

  digest(into: Digest): void {
    for (const [name, { value }] of this.#counters) digestOne(into, name, value);
    for (const [name, { value }] of this.#gauges) digestOne(into, name, value);
    for (const [name, distribution] of this.#distributions) {
      const { count, sum, buckets } = distribution.histogram();
      digestOne(into, name, count);
      into.int(sum);
      for (const bucket of buckets) into.int(bucket.count);
    }
  }

  #named<T>(created: T): T {
    const names = this.#counters.size + this.#gauges.size + this.#distributions.size;
    if (names >= namesPerRowMax) throw new Error(`more than ${namesPerRowMax} names in one row`);
    return created;
  }
}

function digestOne(into: Digest, name: string, value: number): void {
  into.text(name);
  into.int(value);
}

function wants(wanted: ReadonlySet<string>, name: string): boolean {
  return wanted.size === 0 || wanted.has(name);
}

export function byCodeUnit(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
