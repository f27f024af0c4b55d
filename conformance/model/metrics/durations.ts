// METRICS-HISTOGRAM: the ledger of what was recorded, as far as it can be seen. Of each value it knows
// the least and the most that it can be, so that the values of any rank lie between two numbers. It
// keeps counts, not values: a run may record for a week.

/** What one value can be, in the unit of its metric. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

export class Durations {
  count = 0;
  /** What all of them come to. */
  sum: Span = { low: 0, high: 0 };
  private readonly lows = new Map<number, number>();
  private readonly highs = new Map<number, number>();

  add({ low, high }: Span): void {
    this.count++;
    this.sum = { low: this.sum.low + low, high: this.sum.high + high };
    this.lows.set(low, (this.lows.get(low) ?? 0) + 1);
    this.highs.set(high, (this.highs.get(high) ?? 0) + 1);
  }

  /** The same with one more. */
  with(span: Span): Durations {
    const more = new Durations();
    more.count = this.count;
    more.sum = this.sum;
    for (const [value, times] of this.lows) more.lows.set(value, times);
    for (const [value, times] of this.highs) more.highs.set(value, times);
    more.add(span);
    return more;
  }

  /** What the value of a rank can be; 1 is the smallest, and a rank beyond the last is the last. */
  ranked(rank: number): Span {
    return { low: ranked(this.lows, rank), high: ranked(this.highs, rank) };
  }

  /** How many of them can be at most `bound`. */
  upTo(bound: number): Span {
    return { low: upTo(this.highs, bound), high: upTo(this.lows, bound) };
  }
}

function ranked(counts: ReadonlyMap<number, number>, rank: number): number {
  let before = 0;
  let last = 0;
  for (const [value, times] of [...counts].sort(([left], [right]) => left - right)) {
    before += times;
    last = value;
    if (before >= rank) break;
  }
  return last;
}

function upTo(counts: ReadonlyMap<number, number>, bound: number): number {
  let sum = 0;
  for (const [value, times] of counts) if (value <= bound) sum += times;
  return sum;
}
