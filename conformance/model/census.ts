// How many leases there are at each level, from which every standing follows by arithmetic: adding or
// taking away one lease is what most hypotheses are about, and a table may hold sixty-four.

/** What a set of leases adds up to. */
export interface Standing {
  readonly effective: number;
  readonly count: number;
}

/** One more than the finest level: an accepted number that is no level counts there. */
const beyondLevels = 4;

export class Census {
  private readonly floor: number;
  private readonly perLevel = [0, 0, 0, 0, 0];
  private total = 0;

  constructor(floor: number) {
    this.floor = floor;
  }

  add(level: number, times = 1): void {
    const place = Math.min(Math.max(level, 0), beyondLevels);
    this.perLevel[place] = (this.perLevel[place] ?? 0) + times;
    this.total += times;
  }

  /** effective = max(configured, levels of the leases that are there). */
  standing(): Standing {
    let effective = this.floor;
    for (let level = beyondLevels; level > this.floor; level--) {
      if ((this.perLevel[level] ?? 0) > 0) {
        effective = level;
        break;
      }
    }
    return { effective, count: this.total };
  }

  with(level: number): Standing {
    return this.changed(level, 1);
  }

  without(level: number): Standing {
    return this.changed(level, -1);
  }

  /** One lease instead of another. */
  instead(gone: number, come: number): Standing {
    this.add(gone, -1);
    const standing = this.with(come);
    this.add(gone);
    return standing;
  }

  withAll(other: Census): Standing {
    const { effective, count } = other.standing();
    const own = this.standing();
    return { effective: Math.max(own.effective, effective), count: own.count + count };
  }

  private changed(level: number, times: number): Standing {
    this.add(level, times);
    const standing = this.standing();
    this.add(level, -times);
    return standing;
  }
}
