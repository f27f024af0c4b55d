// LABEL-TOTALS: what the counters of each worker come to over all rows, in its last whole answer, against
// the same in a run whose leases move no level. Gauges tell what is, and times differ with every run.
import type { TwinSpec } from "../../sim/index.ts";
import type { Verdicts } from "../checkers/verdicts.ts";
import { isFiltered } from "../model/metrics/filter.ts";
import { amountOf } from "../model/metrics/value.ts";
import type { MetricRows } from "../observe/metrics.ts";
import type { Observation } from "../observe/observation.ts";

interface Answer {
  readonly rows: MetricRows;
  readonly index: number;
  readonly at: number;
}

export function judgeTotals(
  { rule }: TwinSpec,
  runs: { readonly run: readonly Observation[]; readonly twinRun: readonly Observation[] },
  verdicts: Verdicts,
): void {
  const theirs = lastAnswers(runs.twinRun);
  for (const [worker, { rows, index, at }] of lastAnswers(runs.run)) {
    const other = theirs.get(worker);
    if (other === undefined) continue;
    const mine = totalsOf(rows);
    const due = totalsOf(other.rows);
    const wrong = [...new Set([...mine.keys(), ...due.keys()])].find(
      (name) => mine.get(name) !== due.get(name),
    );
    if (wrong !== undefined) {
      const message = `${wrong} of worker ${worker} comes to another total than without the levels`;
      const [expected, actual] = [`${due.get(wrong) ?? 0n}`, `${mine.get(wrong) ?? 0n}`];
      verdicts.violated({ rule, index, at, message, expected, actual });
      return;
    }
    if (!isMoved(runs.run)) continue;
    verdicts.evaluated(rule, index, () => {
      const row = { cluster: undefined, backend: undefined, name: "surplus" };
      const value = { case: "count", value: 1n } as const;
      const more: MetricRows = new Map([...rows, ["surplus", { ...row, value }]]);
      return { field: "metrics", value: { kind: "worker", rows: more } };
    });
  }
}

/** A run in which no level moves is its own twin. */
function isMoved(run: readonly Observation[]): boolean {
  return run.some((seen) => seen.kind === "table" && seen.effective !== seen.configured);
}

/** By worker. */
function lastAnswers(run: readonly Observation[]): ReadonlyMap<number, Answer> {
  const answers = new Map<number, Answer>();
  run.forEach((seen, index) => {
    if (seen.kind !== "order-done" || seen.metrics?.kind !== "worker") return;
    const { case: verb, value } = seen.request.requestType;
    if (verb !== "queryMetrics" || isFiltered(value)) return;
    answers.set(seen.worker, { rows: seen.metrics.rows, index, at: seen.at });
  });
  return answers;
}

function totalsOf(rows: MetricRows): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { name, value } of rows.values()) {
    if (value.case === "count") totals.set(name, (totals.get(name) ?? 0n) + amountOf(value));
  }
  return totals;
}
