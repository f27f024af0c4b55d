// The recorded values of one time metric. The recorder keeps logarithmic cells of bounded width, so
// its size depends on the largest value, never on how many there were; sum, count and maximum are
// kept exactly beside it.

import { Float64Histogram } from "hdr-histogram-js";
import { histogramValueMax, significantDigits } from "./bounds.ts";
import { percentilesOf } from "./percentiles.ts";
import type { Bucket, HistogramValue, Percentiles } from "./value.ts";

/** Where a recorder starts; it grows with the values. */
const initialValueMax = 511;

export class Distribution {
  readonly #cells = recorder();
  /** Times come again and again: the recorder takes a run of equal ones in one go. */
  #last = 0;
  #repeats = 0;
  #count = 0;
  #sum = 0;
  #max = 0;

  /** `value` is an integer; what no histogram can hold is moved to the nearest value it can. */
  record(value: number): void {
    const held = Math.min(Math.max(0, Math.trunc(value)), histogramValueMax);
    if (held !== this.#last) this.#file();
    this.#last = held;
    this.#repeats += 1;
    this.#count += 1;
    this.#sum = Math.min(this.#sum + held, Number.MAX_SAFE_INTEGER);
    this.#max = Math.max(this.#max, held);
  }

  /** One bucket for each cell that holds a sample, bounded by the largest value of the cell. */
  histogram(): HistogramValue {
    this.#file();
    const buckets: Bucket[] = [];
    let count = 0;
    for (let cell = 0; count < this.#count; cell++) {
      const inCell = this.#cells.getCountAtIndex(cell);
      if (inCell === 0) continue;
      count += inCell;
      const le = this.#cells.highestEquivalentValue(this.#cells.valueFromIndex(cell));
      buckets.push({ le, count });
    }
    return { sum: this.#sum, count, buckets };
  }

  percentiles(): Percentiles {
    return percentilesOf(this.histogram(), this.#max);
  }

  #file(): void {
    if (this.#repeats > 0) this.#cells.recordValueWithCount(this.#last, this.#repeats);
    this.#repeats = 0;
  }
}

function recorder(): Float64Histogram {
  const cells = new Float64Histogram(1, initialValueMax, significantDigits);
  cells.autoResize = true;
  return cells;
}
