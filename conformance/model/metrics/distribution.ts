// METRICS-HISTOGRAM: whether a distribution, as a reply renders it, can be that of these values. Samples
// and sum have to agree with what was emitted, percentiles lie within the recorded precision, and of
// a percentile between two values either will do: the contract names no way to interpolate.
import type { MetricRow } from "../../observe/metrics.ts";
import type { Durations } from "./durations.ts";

type Inner = MetricRow["value"];
export type PercentilesShown = Extract<Inner, { readonly case: "percentiles" }>["value"];
export type HistogramShown = Extract<Inner, { readonly case: "histogram" }>["value"];

export interface DistributionFault {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

const whole = 100_000;

const shares = [
  ["p50", 50_000],
  ["p90", 90_000],
  ["p99", 99_000],
  ["p999", 99_900],
  ["p9999", 99_990],
  ["p99999", 99_999],
  ["p100", whole],
] as const;

/** `precision` is the share of itself by which a recorded value may be off. */
export function percentilesFault(
  shown: PercentilesShown,
  durations: Durations,
  precision: number,
): DistributionFault | undefined {
  const total = totalFault(shown.samples, shown.sum, durations);
  if (total !== undefined) return total;
  for (const [name, share] of shares) {
    const rank = (durations.count * share) / whole;
    const low = durations.ranked(Math.max(1, Math.floor(rank))).low * (1 - precision);
    const high = durations.ranked(Math.max(1, Math.ceil(rank))).high * (1 + precision);
    const value = Number(shown[name]);
    if (value < Math.floor(low) || value > Math.ceil(high)) {
      const expected = `${Math.floor(low)} to ${Math.ceil(high)}`;
      return { message: `${name} is not among the recorded values`, expected, actual: `${value}` };
    }
  }
  return undefined;
}

/** The same of the buckets, whose counts are cumulative. */
export function histogramFault(
  { count, sum, buckets }: HistogramShown,
  durations: Durations,
  precision: number,
): DistributionFault | undefined {
  const total = totalFault(count, sum, durations);
  if (total !== undefined) return total;
  const last = buckets.at(-1)?.count ?? 0n;
  if (last !== count) {
    const message = "the last bucket does not hold every sample";
    return { message, expected: `${count}`, actual: `${last}` };
  }
  for (const { le, count: held } of buckets) {
    const low = durations.upTo(Math.floor(Number(le) / (1 + precision))).low;
    const high = durations.upTo(Math.ceil(Number(le) / (1 - precision))).high;
    if (held < low || held > high) {
      const message = `the bucket up to ${le} does not hold the values that it should`;
      return { message, expected: `${low} to ${high}`, actual: `${held}` };
    }
  }
  return undefined;
}

function totalFault(
  samples: bigint,
  sum: bigint,
  durations: Durations,
): DistributionFault | undefined {
  const { count } = durations;
  if (samples !== BigInt(count)) {
    return { message: "another number of samples", expected: `${count}`, actual: `${samples}` };
  }
  const { low, high } = durations.sum;
  if (sum >= low && sum <= high) return undefined;
  const expected = low === high ? `${low}` : `${low} to ${high}`;
  return { message: "the sum is not that of the values", expected, actual: `${sum}` };
}
