// METRICS-MERGE: what a master answers for its workers is what they answered, each for itself or all
// of them added up.
import { listAt } from "../../grouped.ts";
import { sumFault } from "../../model/metrics/value.ts";
import type { MetricRow, MetricRows } from "../../observe/metrics.ts";
import type { FilterFault } from "./filter-judge.ts";

export function mergeFault(
  merged: MetricRows,
  parts: readonly MetricRows[],
): FilterFault | undefined {
  const message = "the workers' metrics are merged wrongly";
  const grouped = new Map<string, MetricRow[]>();
  for (const part of parts) {
    for (const [key, row] of part) listAt(grouped, key).push(row);
  }
  const invented = [...merged.keys()].find((key) => !grouped.has(key));
  if (invented !== undefined) return { message, expected: "no such row", actual: invented };
  for (const [key, rows] of grouped) {
    const shown = merged.get(key);
    if (shown === undefined) return { message, expected: key, actual: "no such row" };
    const wrong = sumFault(
      shown.value,
      rows.map(({ value }) => value),
    );
    if (wrong !== undefined) return { message, expected: `the sum in ${key}`, actual: wrong };
  }
  return undefined;
}

/** Whether two answers are the same, row for row. */
export function sameRows(left: MetricRows, right: MetricRows): boolean {
  return left.size === right.size && [...left].every(([key, row]) => alike(row, right.get(key)));
}

function alike(left: MetricRow, right: MetricRow | undefined): boolean {
  return right !== undefined && textOf(left) === textOf(right);
}

function textOf({ value }: MetricRow): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "bigint" ? `${part}n` : part,
  );
}
