// Percentiles read off cumulative buckets, with integers only, so that a worker's own and those of a
// merged histogram come from one computation.

import type { HistogramValue, Percentiles } from "./value.ts";

/** The shares, in parts of 100,000. */
const shares = {
  p50: 50_000,
  p90: 90_000,
  p99: 99_000,
  p99_9: 99_900,
  p99_99: 99_990,
  p99_999: 99_999,
} as const;

/** `max` is the largest value recorded, which is at most the last bucket's bound. */
export function percentilesOf(histogram: HistogramValue, max: number): Percentiles {
  const { count: samples, sum } = histogram;
  const at = (share: number): number => Math.min(max, valueAt(histogram, share));
  return {
    samples,
    p50: at(shares.p50),
    p90: at(shares.p90),
    p99: at(shares.p99),
    p99_9: at(shares.p99_9),
    p99_99: at(shares.p99_99),
    p99_999: at(shares.p99_999),
    p100: max,
    sum,
  };
}

/** The bound of the first bucket that holds the sample of that rank; 0 when there are no samples. */
function valueAt({ count, buckets }: HistogramValue, share: number): number {
  const rank = Math.max(1, Math.ceil((count * share) / 100_000));
  return buckets.find((bucket) => bucket.count >= rank)?.le ?? buckets.at(-1)?.le ?? 0;
}
