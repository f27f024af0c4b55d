// How many leases there are at each level, from which every standing follows by arithmetic: adding or
// taking away one lease is what most hypotheses are about, and a table may hold sixty-four.

/** What a set of leases adds up to. */
export interface Standing {
  readonly effective: number;
  readonly count: number;
}

/** One more than the finest level: an accepted number that is no level counts there. */
const beyondLevels = 4;

/** Where no lease is. */
const nowhere = -1;

export class Census {
  private readonly floor: number;
  private readonly perLevel: number[];
  private total: number;

  constructor(floor: number, copied?: Census) {
    this.floor = floor;
    this.perLevel = copied === undefined ? [0, 0, 0, 0, 0] : copied.perLevel.slice();
    this.total = copied === undefined ? 0 : copied.total;
  }

  copy(): Census {
    return new Census(this.floor, this);
  }

  get count(): number {
    return this.total;
  }

  add(level: number, times = 1): void {
    const place = placeOf(level);
    this.perLevel[place] = (this.perLevel[place] ?? 0) + times;
    this.total += times;
  }

  /** effective = max(configured, levels of the leases that are there). */
  standing(): Standing {
    return { effective: this.effective(nowhere, nowhere), count: this.total };
  }

  /** The effective level with one lease more. */
  effectiveWith(level: number): number {
    return this.effective(nowhere, placeOf(level));
  }

  effectiveWithout(level: number): number {
    return this.effective(placeOf(level), nowhere);
  }

  /** One lease instead of another. */
  effectiveInstead(gone: number, come: number): number {
    return this.effective(placeOf(gone), placeOf(come));
  }

  withAll(other: Census): Standing {
    const { effective, count } = other.standing();
    const own = this.standing();
    return { effective: Math.max(own.effective, effective), count: own.count + count };
  }

  /** The highest level above the floor with a lease, had one gone from a place and one come to another. */
  private effective(gone: number, come: number): number {
    for (let place = beyondLevels; place > this.floor; place--) {
      let count = this.perLevel[place] ?? 0;
      if (place === gone) count--;
      if (place === come) count++;
      if (count > 0) return place;
    }
    return this.floor;
  }
}

function placeOf(level: number): number {
  return Math.min(Math.max(level, 0), beyondLevels);
}
