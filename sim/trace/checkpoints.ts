// The hash after every 1024 events, so that the first difference between two runs is found by
// bisection and only that window is run again with a recorder.

import { checkpointEvents, checkpointsMax } from "../bounds.ts";

export class Checkpoints {
  private highs: Uint32Array = new Uint32Array(64);
  private lows: Uint32Array = new Uint32Array(64);
  private count = 0;

  add(high: number, low: number): void {
    if (this.count === checkpointsMax) return;
    if (this.count === this.highs.length) this.grow();
    this.highs[this.count] = high;
    this.lows[this.count] = low;
    this.count += 1;
  }

  /** Index of the first event of the first window that differs, undefined when none does. */
  firstDifference(other: Checkpoints): number | undefined {
    let same = 0;
    let different = Math.min(this.count, other.count);
    const shorter = different;
    while (same < different) {
      const middle = (same + different) >>> 1;
      if (this.equals(other, middle)) same = middle + 1;
      else different = middle;
    }
    return same === shorter && this.count === other.count ? undefined : same * checkpointEvents;
  }

  private equals(other: Checkpoints, index: number): boolean {
    return this.highs[index] === other.highs[index] && this.lows[index] === other.lows[index];
  }

  private grow(): void {
    const highs = new Uint32Array(this.highs.length * 2);
    highs.set(this.highs);
    const lows = new Uint32Array(this.lows.length * 2);
    lows.set(this.lows);
    this.highs = highs;
    this.lows = lows;
  }
}
