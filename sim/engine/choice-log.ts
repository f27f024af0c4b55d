// The non-zero choices of a run, in the order they were made: plain data outwards, typed arrays
// inwards. Past its bound it keeps what it has and says that it is incomplete.

/** One decision that was not calm. `value` is 1 … n - 1 of the n that could be chosen. */
export interface Choice {
  readonly purpose: string;
  readonly name: string;
  readonly k: number;
  readonly value: number;
}

interface Named {
  readonly purpose: string;
  readonly name: string;
}

export class ChoiceLog {
  /** Whether anything is to be recorded at all. */
  readonly records: boolean;
  private readonly recordedMax: number;
  private readonly streams: Named[] = [];
  private owners: Int32Array = new Int32Array(0);
  private counters: Float64Array = new Float64Array(0);
  private values: Float64Array = new Float64Array(0);
  private count = 0;
  private overflowed = false;

  constructor(recordedMax: number) {
    this.recordedMax = recordedMax;
    this.records = recordedMax > 0;
  }

  get complete(): boolean {
    return this.records && !this.overflowed;
  }

  /** Names a stream; called when it first has something to record. */
  enrol(stream: Named): number {
    if (this.count === this.recordedMax) return 0;
    this.streams.push(stream);
    return this.streams.length - 1;
  }

  record(owner: number, k: number, value: number): void {
    if (this.count === this.recordedMax) {
      this.overflowed = true;
      return;
    }
    if (this.count === this.values.length) this.grow();
    this.owners[this.count] = owner;
    this.counters[this.count] = k;
    this.values[this.count] = value;
    this.count += 1;
  }

  choices(): readonly Choice[] {
    const choices: Choice[] = [];
    for (let index = 0; index < this.count; index++) {
      const { purpose, name } = this.streams[this.owners[index]!]!;
      choices.push({ purpose, name, k: this.counters[index]!, value: this.values[index]! });
    }
    return choices;
  }

  private grow(): void {
    const capacity = Math.min(Math.max(256, this.count * 2), this.recordedMax);
    const owners = new Int32Array(capacity);
    owners.set(this.owners);
    const counters = new Float64Array(capacity);
    counters.set(this.counters);
    const values = new Float64Array(capacity);
    values.set(this.values);
    this.owners = owners;
    this.counters = counters;
    this.values = values;
  }
}
