// In which rows of one worker the counter of records has to stand, and how much in each: one for every
// record, filed by the level in force when it was written. What was in doubt in one instant, because a
// level moved or metrics were told something there, is in doubt from then on.
import type { OrderDone } from "../../observe/observation.ts";
import { mayBeOld } from "../metrics/age.ts";
import { placeAt, placeKey, type Place } from "../../model/metrics/placement.ts";

/** What stands in one row: at least and at most. */
export interface Count {
  readonly place: Place;
  least: number;
  most: number;
}

interface Written {
  readonly cluster: string | undefined;
  readonly backend: string | undefined;
}

type Answered = Pick<OrderDone, "at" | "takenAt" | "hasWaited">;

export class RecordRows {
  private readonly counts = new Map<string, Count>();
  /** Of the instant that is under way, since a level in it could be another one. */
  private readonly fresh: Written[] = [];
  private instant = -1;
  private level: number;
  private levelBefore: number;
  private movedAt = -1;
  private isDisabled = false;
  private unplaced = 0;
  /** When something was last written. */
  private changedAt = -1;
  /** Whether a level moved at all: without that nothing shows which one is in force. */
  hasMoved = false;

  constructor(floor: number) {
    this.level = floor;
    this.levelBefore = floor;
  }

  shown(at: number, level: number): void {
    this.pass(at);
    if (level === this.level) return;
    if (this.movedAt !== at) this.levelBefore = this.level;
    this.level = level;
    this.movedAt = at;
    this.hasMoved = true;
  }

  written(at: number, written: Written): void {
    this.pass(at);
    this.changedAt = at;
    this.fresh.push(written);
  }

  /** The log did not take one, so nothing says where it is filed; it is counted all the same. */
  refused(): void {
    this.unplaced += 1;
  }

  /** Up to how many more than the written ones stand in all rows together. */
  get unplacedCount(): number {
    return this.unplaced;
  }

  /** Everything starts at nothing; what was written in the same instant may have come behind it. */
  cleared(done: Answered): void {
    this.pass(done.at);
    const isSure = !mayBeOld(done, this.changedAt);
    for (const count of this.counts.values()) {
      count.least = 0;
      if (isSure) count.most = 0;
    }
    for (const written of this.fresh.splice(0)) this.add(written, this.level, 0);
  }

  told(done: Answered, isDisabled: boolean): void {
    this.pass(done.at);
    if (mayBeOld(done, this.changedAt)) {
      for (const count of this.counts.values()) count.least = 0;
    }
    for (const written of this.fresh.splice(0)) this.add(written, this.level, 0);
    this.isDisabled = isDisabled;
  }

  /** LABEL-ROW-LIFETIME: what is in a row goes with it, or goes on. */
  leaveOpen(at: number, { cluster, backend }: Place): void {
    this.pass(at);
    // What was written in the same instant may have come behind it.
    for (const written of this.fresh.splice(0)) this.add(written, this.level, 0);
    for (const count of this.counts.values()) {
      const { place } = count;
      const isOfIt = place.cluster === cluster && (backend ?? place.backend) === place.backend;
      if (isOfIt) count.least = 0;
    }
  }

  /** By the key of their place. Undefined: something was written at this very instant, or behind what answers. */
  at(done: Answered): ReadonlyMap<string, Count> | undefined {
    const { at } = done;
    this.pass(at);
    if (mayBeOld(done, this.changedAt)) return undefined;
    return this.fresh.length > 0 || this.movedAt === at ? undefined : this.counts;
  }

  private pass(at: number): void {
    if (at === this.instant) return;
    const isSure = this.movedAt !== this.instant;
    for (const written of this.fresh.splice(0)) {
      this.add(written, this.level, isSure && !this.isDisabled ? 1 : 0);
      if (!isSure) this.add(written, this.levelBefore, 0);
    }
    this.instant = at;
  }

  private add({ cluster, backend }: Written, level: number, least: 0 | 1): void {
    const place = placeOf(level, cluster, backend);
    const key = placeKey(place);
    let count = this.counts.get(key);
    if (count === undefined) {
      count = { place, least: 0, most: 0 };
      this.counts.set(key, count);
    }
    count.least += least;
    count.most += 1;
  }
}

function placeOf(level: number, cluster: string | undefined, backend: string | undefined): Place {
  if (cluster === undefined) return { cluster, backend: undefined };
  const { cluster: kept, backend: own } = placeAt(level, cluster, backend ?? "");
  return { cluster: kept, backend: backend === undefined ? undefined : own };
}
