// LOG-EXACTLY-ONE by what a worker shows of its slots: every head that was admitted, and every one that was
// refused with an answer, owes one record, and nothing else owes any. While slots are open a record may
// still be owed; when the last one is gone the two numbers agree.
import type { SlotMoved } from "../../observe/data-plane.ts";

export interface Tally {
  /** Heads that were admitted or refused with an answer. */
  owed: number;
  /** Records, those that the log did not take included. */
  written: number;
  /** Slots that are not gone. */
  readonly open: Set<string>;
  /** Where the last slot went. */
  index: number;
}

export class Admissions {
  private readonly workers = new Map<number, Tally>();

  moved({ worker, session, slot, from, to }: SlotMoved, index: number): void {
    const tally = this.of(worker);
    const key = `${session}/${slot}`;
    if (to === "none") tally.open.delete(key);
    else tally.open.add(key);
    tally.index = index;
    if (from === "Idle" && (to === "Link" || to === "Unlinked")) tally.owed++;
  }

  /** Returns what the worker owes less what it has written: below 0 there is one too many. */
  wrote(worker: number): number {
    const tally = this.of(worker);
    tally.written++;
    return tally.owed - tally.written;
  }

  /** Undefined: this worker shows no slots. */
  tallyOf(worker: number): Tally | undefined {
    return this.workers.get(worker);
  }

  all(): Iterable<readonly [worker: number, tally: Tally]> {
    return this.workers;
  }

  /** What a process that is gone had open, nobody can log any more. */
  forget(worker: number): void {
    this.workers.delete(worker);
  }

  private of(worker: number): Tally {
    let tally = this.workers.get(worker);
    if (tally === undefined) {
      tally = { owed: 0, written: 0, open: new Set(), index: 0 };
      this.workers.set(worker, tally);
    }
    return tally;
  }
}
