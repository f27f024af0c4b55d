// LABEL-FILTER as far as the control plane shows it: a worker sets one gauge for every back end that it
// is given, and its answers to QueryMetrics show in which row that gauge stands. Which level was in
// force is taken from what the worker itself shows of its leases. Behind the first fault of a run
// nothing more is concluded: where the level or the rows themselves are wrong, other rules say so.
import { isFiltered } from "../../model/metrics/filter.ts";
import { placeAt, placeKey, placeName, type Place } from "../../model/metrics/placement.ts";
import { amountOf } from "../../model/metrics/value.ts";
import type { MetricRow, MetricRows, MetricsShown } from "../../observe/metrics.ts";
import type { Observation, OrderDone } from "../../observe/observation.ts";
import type { Checker } from "../checker.ts";
import type { Verdicts } from "../verdicts.ts";
import { Filings, type Amount } from "./filings.ts";

const rule = "LABEL-FILTER";
const perBackend = "connections_per_backend";

interface Fault {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

export class FilterChecker implements Checker {
  readonly kinds = ["worker-started", "answer", "level-event", "table", "order-done"] as const;
  private readonly floor: number;
  private readonly gauge: string;
  private readonly verdicts: Verdicts;
  private readonly workers = new Map<number, Filings>();

  constructor(floor: number, gauge: string, verdicts: Verdicts) {
    this.floor = floor;
    this.gauge = gauge;
    this.verdicts = verdicts;
  }

  observe(seen: Observation, index: number): void {
    if (seen.kind === "worker-started") {
      this.workers.delete(seen.worker);
      if (seen.judged) this.workers.set(seen.worker, new Filings(this.floor));
    } else if (seen.kind === "order-done") {
      this.done(seen, index);
    } else {
      this.levelShown(seen);
    }
  }

  private levelShown(seen: Observation): void {
    if (seen.kind === "table") {
      this.workers.get(seen.worker)?.shown(seen.effective);
    } else if (seen.kind === "answer" && seen.detail !== undefined) {
      this.workers.get(seen.worker)?.shown(seen.detail.effective);
    } else if (seen.kind === "level-event") {
      const { clientId, effective } = seen.change;
      const filings = this.workers.get(seen.worker);
      if (clientId === undefined) filings?.expired(seen.at, effective);
      else filings?.shown(effective);
    }
  }

  private done({ worker, at, request, status, metrics }: OrderDone, index: number): void {
    const filings = this.workers.get(worker);
    if (filings === undefined || status !== "ok") return;
    const type = request.requestType;
    if (type.case !== "queryMetrics") {
      filings.apply(at, request);
    } else if (metrics?.kind === "worker" && !this.verdicts.broken) {
      this.judge(filings, metrics, { isWhole: !isFiltered(type.value), index, at });
    }
  }

  private judge(
    filings: Filings,
    { rows }: Extract<MetricsShown, { readonly kind: "worker" }>,
    { isWhole, index, at }: Asked,
  ): void {
    const amounts = filings.amounts();
    const fault =
      inventedLabel(filings, rows) ??
      this.filingFault(amounts, rows, isWhole) ??
      coarseRow(filings, rows);
    if (fault !== undefined) {
      this.verdicts.violated({ rule, index, at, ...fault });
      return;
    }
    const shown = [...rows.values()].find(({ name }) => name === this.gauge);
    if (shown === undefined) return;
    this.verdicts.evaluated(rule, index, () => {
      const other = filings.places().find((place) => !amounts.has(placeKey(place)));
      const value: MetricsShown = { kind: "worker", rows: misfiled(rows, shown, other) };
      return { field: "metrics", value };
    });
  }

  /** The gauge in a row where it does not belong, or not where it does. */
  private filingFault(
    amounts: ReadonlyMap<string, Amount>,
    rows: MetricRows,
    isWhole: boolean,
  ): Fault | undefined {
    const message = `${this.gauge} is not filed by the level in force`;
    const found = new Set<string>();
    for (const row of rows.values()) {
      if (row.name !== this.gauge) continue;
      const key = placeKey(row);
      found.add(key);
      const { least, most } = amounts.get(key) ?? { least: 0, most: 0 };
      const shown = amountOf(row.value);
      if (shown >= least && shown <= most) continue;
      const expected = least === most ? `${least}` : `${least} to ${most}`;
      const where = placeName(row);
      return { message, expected: `${expected} in ${where}`, actual: `${shown} in ${where}` };
    }
    for (const [key, { place, least }] of amounts) {
      if (!isWhole || least === 0 || found.has(key)) continue;
      return { message, expected: `${least} in ${placeName(place)}`, actual: "no such row" };
    }
    return undefined;
  }
}

interface Asked {
  /** Without filters: what is not shown is not there. */
  readonly isWhole: boolean;
  readonly index: number;
  readonly at: number;
}

/** A row about something that the worker was never given. */
function inventedLabel(filings: Filings, rows: MetricRows): Fault | undefined {
  for (const row of rows.values()) {
    const { cluster, backend } = row;
    if (cluster === undefined) continue;
    const isKnown =
      filings.knowsCluster(cluster) &&
      (backend === undefined || filings.knowsBackend(cluster, backend));
    if (isKnown) continue;
    const message = "a label was invented";
    return { message, expected: "rows of what was configured", actual: placeName(row) };
  }
  return undefined;
}

/**
 * Of a paired gauge only its increment is filed by the level (GAUGE-LABEL-STABLE), so that its row tells
 * something where no other level was ever in force, and nothing was removed that would have had a row.
 */
function coarseRow(filings: Filings, rows: MetricRows): Fault | undefined {
  const level = filings.onlyLevel;
  if (level === undefined) return undefined;
  for (const row of rows.values()) {
    if (row.name !== perBackend || amountOf(row.value) === 0n) continue;
    const due = placeAt(level, row.cluster ?? "", row.backend ?? "");
    const isLabelled = (row.cluster === undefined) === (due.cluster === undefined);
    if (isLabelled && (row.backend === undefined) === (due.backend === undefined)) continue;
    const message = `${perBackend} is not filed by the level in force`;
    return { message, expected: `a row of level ${level}`, actual: placeName(row) };
  }
  return undefined;
}

/** The same rows with one of them in another place, or more in it than can be. */
function misfiled(rows: MetricRows, row: MetricRow, other: Place | undefined): MetricRows {
  const kept = [...rows].filter(([, each]) => each !== row);
  const wrong =
    other === undefined
      ? { ...row, value: { case: "gauge", value: amountOf(row.value) + 1000n } as const }
      : { ...row, ...other };
  return new Map([...kept, [`misfiled ${row.name}`, wrong]]);
}
