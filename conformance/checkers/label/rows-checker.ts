// LABEL-LEVEL-NOW and LABEL-ROW-LIFETIME: where a worker's answers to QueryMetrics show the counter of
// records, against the records that it wrote, and whether rows of what was removed are still there, or
// there too briefly. Behind the first fault of a run nothing more is concluded.
import { MetricsConfiguration } from "../../../wire/index.ts";
import { isFiltered } from "../../model/metrics/filter.ts";
import { placeKey, placeName, type Place } from "../../model/metrics/placement.ts";
import { amountOf } from "../../model/metrics/value.ts";
import type { MetricRow, MetricRows } from "../../observe/metrics.ts";
import type { Observation, OrderDone } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { type Count, RecordRows } from "./record-rows.ts";
import { Removals } from "./removals.ts";

const requestsInFlight = "http.active_requests";
const connectionsInFlight = "backend.connections";

interface Worker {
  readonly rows: RecordRows;
  readonly removals: Removals;
}

interface Fault {
  readonly rule: string;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

export class RowsChecker implements Checker {
  readonly kinds = [
    "worker-started",
    "table",
    "access",
    "access-refused",
    "gauge",
    "order-done",
  ] as const;
  private readonly floor: number;
  private readonly counter: string;
  private readonly verdicts: Verdicts;
  private readonly workers = new Map<number, Worker>();

  constructor(floor: number, counter: string, verdicts: Verdicts) {
    this.floor = floor;
    this.counter = counter;
    this.verdicts = verdicts;
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "worker-started") {
      this.workers.set(seen.worker, { rows: new RecordRows(this.floor), removals: new Removals() });
      return;
    }
    const worker = "worker" in seen ? this.workers.get(seen.worker) : undefined;
    if (worker === undefined) return;
    if (seen.kind === "gauge") {
      const isInFlight = seen.name === requestsInFlight || seen.name === connectionsInFlight;
      if (isInFlight) worker.removals.shift(seen.delta);
    } else if (seen.kind === "order-done") {
      if (seen.status === "ok") this.done(worker, seen, index);
    } else {
      note(worker.rows, seen);
    }
  }

  private done({ rows, removals }: Worker, done: OrderDone, index: number): void {
    const type = done.request.requestType;
    if (type.case === "configureMetrics") {
      const isCleared = type.value === MetricsConfiguration.CLEAR;
      if (isCleared) rows.cleared(done);
      else rows.told(done, type.value === MetricsConfiguration.DISABLED);
    } else if (type.case === "queryMetrics") {
      const isWhole = !isFiltered(type.value) && done.metrics?.kind === "worker";
      const counts = rows.at(done);
      if (!isWhole || counts === undefined || this.verdicts.broken) return;
      this.judge({ rows, removals }, { counts, shown: done.metrics.rows, index, at: done.at });
    } else {
      const open = removals.apply(done.request);
      if (open !== undefined) rows.leaveOpen(done.at, open);
    }
  }

  private judge({ rows, removals }: Worker, asked: Asked): void {
    const { shown, counts, index, at } = asked;
    const fault = lingering(removals, shown) ?? misfiled(this.counter, asked, { removals, rows });
    if (fault !== undefined) {
      this.verdicts.violated({ ...fault, index, at });
      return;
    }
    const gone = removals.first();
    if (gone !== undefined && removals.isQuiet) {
      this.verdicts.evaluated("LABEL-ROW-LIFETIME", index, () => {
        const row = { ...gone, name: "requests", value: { case: "count", value: 1n } } as const;
        const value = { kind: "worker", rows: new Map([...shown, ["late", row]]) } as const;
        return { field: "metrics", value };
      });
    }
    const row = [...shown.values()].find(
      (one) => one.name === this.counter && (counts.get(placeKey(one))?.least ?? 0) > 0,
    );
    if (row === undefined || !rows.hasMoved) return;
    this.verdicts.evaluated("LABEL-LEVEL-NOW", index, () => {
      const kept = [...shown].filter(([, one]) => one !== row);
      return { field: "metrics", value: { kind: "worker", rows: new Map(kept) } };
    });
  }
}

interface Asked {
  readonly counts: ReadonlyMap<string, Count>;
  readonly shown: MetricRows;
  readonly index: number;
  readonly at: number;
}

/** What moves the level, or is filed by it. */
function note(rows: RecordRows, seen: Observation): void {
  if (seen.kind === "table") rows.shown(seen.at, seen.effective);
  else if (seen.kind === "access-refused") rows.refused();
  else if (seen.kind === "access" && seen.record !== undefined) rows.written(seen.at, seen.record);
}

/** LABEL-ROW-LIFETIME: a row of what was removed, and nothing in flight that names it. */
function lingering(removals: Removals, shown: MetricRows): Fault | undefined {
  if (!removals.isQuiet) return undefined;
  for (const row of shown.values()) {
    if (!removals.isGone(row)) continue;
    const [message, expected] = ["a row outlives what it is about", "no such row"];
    return { rule: "LABEL-ROW-LIFETIME", message, expected, actual: placeName(row) };
  }
  return undefined;
}

/** LABEL-LEVEL-NOW: the counter in another row than the level in force at each record says. */
function misfiled(
  counter: string,
  { counts, shown }: Asked,
  { removals, rows }: Worker,
): Fault | undefined {
  const found = new Map<string, MetricRow>();
  for (const row of shown.values()) if (row.name === counter) found.set(placeKey(row), row);
  const places = new Map<string, Place>(found);
  for (const [key, { place }] of counts) places.set(key, place);
  let surplus = rows.unplacedCount;
  for (const [key, place] of places) {
    const row = found.get(key);
    const amount = row === undefined ? 0 : Number(amountOf(row.value));
    const { least: all, most } = counts.get(key) ?? { least: 0, most: 0 };
    // LABEL-ROW-LIFETIME: what was removed may be gone with all that was in it.
    const least = removals.isGone(place) ? 0 : all;
    surplus -= Math.max(0, amount - most);
    if (amount >= least && surplus >= 0) continue;
    const where = placeName(place);
    const message = `${counter} is not filed by the level in force at each record`;
    const expected = `${least === most ? least : `${least} to ${most}`} in ${where}`;
    return { rule: "LABEL-LEVEL-NOW", message, expected, actual: `${amount} in ${where}` };
  }
  return undefined;
}
