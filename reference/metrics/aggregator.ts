// The metrics of one process: takes emissions, files each in exactly one row by the level in force,
// answers queries and feeds the StatsD drain. It holds no lease (its owner tells it the level) and
// no clock (its owner says when to flush).

import type { Digest } from "../host.ts";
import type { Level } from "../lease/level.ts";
import { GaugeHold, RowHold } from "./hold.ts";
import { labelsAt, unlabelled, type Labels } from "./labels.ts";
import { Places, withdraw, type Place } from "./place.ts";
import { answerQuery, type MetricsAnswer, type MetricsQuery } from "./query.ts";
import type { Row } from "./row.ts";
import type { StatsdDrain } from "./statsd.ts";
import type { MetricMap } from "./value.ts";

export type MetricsOrder = "enable" | "disable" | "clear";

const everyName: ReadonlySet<string> = new Set<string>([]);

export class Aggregator {
  readonly #places = new Places();
  readonly #drain: StatsdDrain | undefined;
  #level: Level;
  #enabled = true;

  constructor(level: Level, drain?: StatsdDrain) {
    this.#level = level;
    this.#drain = drain;
  }

  /** The effective level; LABEL-LEVEL-NOW: it decides where what is emitted from now on goes. */
  get level(): Level {
    return this.#level;
  }

  set level(level: Level) {
    this.#level = level;
  }

  /** Gives a cluster rows of its own, or keeps those it has. False: there are too many. */
  addCluster(cluster: string): boolean {
    return this.#places.add({ cluster });
  }

  /** Its back ends go with it. */
  removeCluster(cluster: string): void {
    this.#places.remove({ cluster });
  }

  /** False: the cluster is not there, or there are too many. */
  addBackend(cluster: string, backend: string): boolean {
    return this.#places.add({ cluster, backend });
  }

  removeBackend(cluster: string, backend: string): void {
    this.#places.remove({ cluster, backend });
  }

  /** Keeps the rows of these labels until the hold is released. */
  retain(labels: Labels): RowHold {
    return new RowHold(this.#places, labels);
  }

  /** Adds to a counter; `by` is an integer, at least 1. */
  count(name: string, labels: Labels = unlabelled, by = 1): void {
    const row = this.#rowFor(labels);
    if (this.#isStopped(row)) return;
    row.count(name, by);
    this.#drain?.count(row.labels, name, by);
  }

  /** Records one value of a distribution, in the unit its name implies. */
  record(name: string, value: number, labels: Labels = unlabelled): void {
    const row = this.#rowFor(labels);
    if (this.#isStopped(row)) return;
    row.record(name, value);
    this.#drain?.time(row.labels, name, value);
  }

  /**
   * Sets a gauge that has one writer per label set. GAUGE-SUM: at a coarser level the series is the
   * sum of its writers, never the last one; set anew after a change of level it moves there whole.
   */
  set(name: string, value: number, labels: Labels = unlabelled): void {
    const owner = this.#places.at(labels);
    const row = this.#rowFor(labels);
    const before = owner.settings.get(name);
    const now = Math.max(0, Math.trunc(value));
    if (before?.row === row) {
      before.cell.value += now - before.value;
      before.value = now;
      return;
    }
    if (before !== undefined) withdraw(name, before);
    const cell = row.gauge(name);
    cell.value += now;
    cell.sources += 1;
    owner.settings.set(name, { row, cell, value: now });
  }

  /** Adds one live thing to a paired gauge; its hold takes it away again. */
  increase(name: string, labels: Labels = unlabelled, amount = 1): GaugeHold {
    // GAUGE-CLEAR: also while disabled, or the gauge would not read the live things afterwards.
    const hold = new GaugeHold(name, this.#rowFor(labels), this.retain(labels));
    hold.adjust(amount);
    return hold;
  }

  /** Disabled, only what the process files about itself goes on accumulating; gauges always do. */
  configure(order: MetricsOrder): void {
    switch (order) {
      case "enable":
        this.#enabled = true;
        return;
      case "disable":
        this.#enabled = false;
        return;
      case "clear":
        for (const { row } of everyPlace(this.#places.root)) row.clear();
    }
  }

  query(query: MetricsQuery): MetricsAnswer {
    return answerQuery(this.#places.root, query);
  }

  /** Everything the process files about itself: what the master answers as its own. */
  proxyMetrics(): MetricMap {
    return this.#places.root.row.read(everyName);
  }

  /** The StatsD datagrams due now; none without a drain. */
  flush(): Uint8Array[] {
    if (this.#drain === undefined) return [];
    return this.#drain.flush([...everyPlace(this.#places.root)].map(({ row }) => row));
  }

  /** Everything that decides what is answered or sent later. */
  digest(into: Digest): void {
    into.int(this.#level);
    into.int(this.#enabled ? 1 : 0);
    for (const { key, configured, mentions, row } of everyPlace(this.#places.root)) {
      into.text(key);
      into.int(configured ? 1 : 0);
      into.int(mentions);
      row.digest(into);
    }
    this.#drain?.digest(into);
  }

  #rowFor(labels: Labels): Row {
    return this.#places.at(labelsAt(this.#level, labels)).row;
  }

  #isStopped(row: Row): boolean {
    return !this.#enabled && row.labels.cluster !== undefined;
  }
}

function* everyPlace(from: Place): Generator<Place> {
  yield from;
  for (const child of from.children.values()) yield* everyPlace(child);
}
