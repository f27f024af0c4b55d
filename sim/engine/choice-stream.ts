// The decisions of one (purpose, name), one after the other. The k-th is a function of the key and
// of k alone, so what was asked before does not change it.

import type { ChoiceLog } from "./choice-log.ts";
import { mix, scale } from "./mix.ts";

const wordChoices = 4_294_967_296;

interface StreamSource {
  readonly purpose: string;
  readonly name: string;
  readonly high: number;
  readonly low: number;
  /** The recorded values by k, in a replay. */
  readonly replayed: ReadonlyMap<number, number> | undefined;
  readonly k: number;
}

export class ChoiceStream {
  private readonly replayed: ReadonlyMap<number, number> | undefined;
  private readonly high: number;
  private readonly low: number;
  private k: number;
  private readonly log: ChoiceLog;
  private readonly source: StreamSource;
  /** Its number in the log, -1 until it has something to record. */
  private owner = -1;

  constructor(log: ChoiceLog, source: StreamSource) {
    this.log = log;
    this.source = source;
    this.replayed = source.replayed;
    // Signed words stay small integers in the engine; unsigned ones would be boxed.
    this.high = source.high | 0;
    this.low = source.low | 0;
    this.k = source.k;
  }

  /** The k of the next decision. */
  get drawn(): number {
    return this.k;
  }

  /** 0 … n - 1, each as likely; n is at most 2^31. */
  next(n: number): number {
    const k = this.k;
    this.k = k + 1;
    const value =
      this.replayed === undefined
        ? scale(mix(this.high, this.low, k), n)
        : replayedValue(this.replayed, k, n);
    if (value !== 0 && this.log.records) this.record(k, value);
    return value;
  }

  /** A whole u32. */
  word(): number {
    const k = this.k;
    this.k = k + 1;
    const value =
      this.replayed === undefined
        ? mix(this.high, this.low, k)
        : replayedValue(this.replayed, k, wordChoices);
    if (value !== 0 && this.log.records) this.record(k, value);
    return value;
  }

  /** True once in `oneIn`, 0 otherwise. */
  rarely(oneIn: number): boolean {
    const k = this.k;
    this.k = k + 1;
    const replayed = this.replayed;
    const value =
      replayed === undefined
        ? scale(mix(this.high, this.low, k), oneIn) === oneIn - 1
        : replayedValue(replayed, k, 2) === 1;
    if (value && this.log.records) this.record(k, 1);
    return value;
  }

  /**
   * Where to cut a run of `length` bytes: 0 leaves it whole, anything else is the size of the first
   * piece. Half stay whole and a quarter are cut within the first eight bytes, where parsers break.
   */
  cut(length: number): number {
    const k = this.k;
    this.k = k + 1;
    const replayed = this.replayed;
    const value =
      replayed === undefined
        ? shapedCut(mix(this.high, this.low, k), length)
        : replayedValue(replayed, k, length);
    if (value !== 0 && this.log.records) this.record(k, value);
    return value;
  }

  private record(k: number, value: number): void {
    if (this.owner < 0) {
      this.owner = this.log.enrol({ purpose: this.source.purpose, name: this.source.name });
    }
    this.log.record(this.owner, k, value);
  }
}

/** An edited log may hold what cannot be chosen any more: that is calm, too. */
function replayedValue(replayed: ReadonlyMap<number, number>, k: number, n: number): number {
  const value = replayed.get(k) ?? 0;
  return value < n ? value : 0;
}

function shapedCut(word: number, length: number): number {
  const shape = word & 3;
  if (shape < 2 || length < 2) return 0;
  const most = shape === 2 ? Math.min(8, length - 1) : length - 1;
  return 1 + ((word >>> 2) % most);
}
