// What is known of some instants that nobody saw exactly: bounds on each and on every difference
// between two of them, kept closed, so that what follows from the bounds is written down too. This is
// the difference-bound matrix of the model checkers of timed automata (Dill 1989). It knows nothing of
// leases; index 0 is the origin of time, so a bound on one instant is a difference from it.

export class Zone {
  /** How many instants there are, the origin included. */
  readonly size: number;
  /** `bounds[i * size + j]` is the largest that instant i minus instant j can be. */
  private readonly bounds: Float64Array;

  private constructor(size: number, bounds: Float64Array) {
    this.size = size;
    this.bounds = bounds;
  }

  /** The origin alone. */
  static origin(): Zone {
    return new Zone(1, new Float64Array(1));
  }

  copy(): Zone {
    return new Zone(this.size, this.bounds.slice());
  }

  /** The same knowledge of the instants named, in that order; one named twice is there twice, equal. */
  pick(indices: readonly number[]): Zone {
    const { length } = indices;
    const bounds = new Float64Array(length * length);
    indices.forEach((from, i) => {
      indices.forEach((to, j) => {
        bounds[i * length + j] = this.difference(from, to);
      });
    });
    return new Zone(length, bounds);
  }

  /** One instant more, last, of which nothing is known. */
  grown(): Zone {
    const size = this.size + 1;
    const bounds = new Float64Array(size * size).fill(Infinity);
    for (let i = 0; i < this.size; i++) {
      for (let j = 0; j < this.size; j++) bounds[i * size + j] = this.difference(i, j);
    }
    bounds[size * size - 1] = 0;
    return new Zone(size, bounds);
  }

  /** The largest that instant `i` minus instant `j` can be. */
  difference(i: number, j: number): number {
    return this.bounds[i * this.size + j] ?? Infinity;
  }

  /** Learns that instant `i` minus instant `j` is at most `bound`. False when that cannot be. */
  learn(i: number, j: number, bound: number): boolean {
    if (bound >= this.difference(i, j)) return true;
    if (this.difference(j, i) + bound < 0) return false;
    const { size, bounds } = this;
    for (let a = 0; a < size; a++) {
      const head = this.difference(a, i) + bound;
      for (let b = 0; b < size; b++) {
        const through = head + this.difference(j, b);
        if (through < this.difference(a, b)) bounds[a * size + b] = through;
      }
    }
    return true;
  }

  /** Whether every choice of instants that the other allows is allowed here. */
  includes(other: Zone): boolean {
    return this.bounds.every((bound, at) => bound >= (other.bounds[at] ?? Infinity));
  }
}
