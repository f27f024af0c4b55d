// The values of metrics as numbers that add up: METRICS-MERGE, written once more. Bounds of buckets
// are those of the histograms themselves, and their counts are cumulative.
import type { MetricRow } from "../../observe/metrics.ts";

type Inner = MetricRow["value"];
type Histogram = Extract<Inner, { readonly case: "histogram" }>["value"];

/** Why `shown` is not what these values come to; undefined when it is. One value is itself. */
export function sumFault(shown: Inner, values: readonly Inner[]): string | undefined {
  const alike = values.filter((value) => value.case === shown.case);
  if (alike.length !== values.length) return undefined;
  switch (shown.case) {
    case "gauge":
    case "count": {
      const sum = values.reduce((total, value) => total + amountOf(value), 0n);
      return shown.value === sum ? undefined : `${shown.value} instead of ${sum}`;
    }
    case "histogram":
      return histogramFault(shown.value, alike.map(histogramOf));
    case "percentiles": {
      const samples = alike.reduce((total, value) => total + samplesOf(value), 0n);
      const found = samplesOf(shown);
      return found === samples ? undefined : `${found} samples instead of ${samples}`;
    }
    case "time":
    case "timeSerie":
    case undefined:
      return undefined;
  }
}

/** What a gauge or a count tells. */
export function amountOf(value: Inner): bigint {
  return value.case === "gauge" || value.case === "count" ? value.value : 0n;
}

function samplesOf(value: Inner): bigint {
  return value.case === "percentiles" ? value.value.samples : 0n;
}

function histogramOf(value: Inner): Histogram | undefined {
  return value.case === "histogram" ? value.value : undefined;
}

function histogramFault(
  shown: Histogram,
  parts: readonly (Histogram | undefined)[],
): string | undefined {
  const there = parts.filter((part) => part !== undefined);
  const count = there.reduce((total, part) => total + part.count, 0n);
  const sum = there.reduce((total, part) => total + part.sum, 0n);
  if (shown.count !== count) return `${shown.count} samples instead of ${count}`;
  if (shown.sum !== sum) return `a sum of ${shown.sum} instead of ${sum}`;
  const bounds = new Set([shown, ...there].flatMap(({ buckets }) => buckets.map(({ le }) => le)));
  for (const bound of bounds) {
    const expected = there.reduce((total, part) => total + below(part, bound), 0n);
    const found = below(shown, bound);
    if (found !== expected) return `${found} samples up to ${bound} instead of ${expected}`;
  }
  return undefined;
}

/** The samples up to a bound: cumulative counts only grow. */
function below({ buckets }: Histogram, bound: bigint): bigint {
  return buckets.reduce((most, { le, count }) => (le <= bound && count > most ? count : most), 0n);
}
