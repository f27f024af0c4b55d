// What a worker showed in one turn, and what it announced in it. From what it showed (the levels in
// its answers, the level of its table) follow the changes that it owes an event for.
import type { LevelChange } from "../../observe/observation.ts";

export const tickKind = "lease_tick_expired";

/** A change of the effective level that the worker showed. */
export interface Change extends LevelChange {
  /** The observation that shows it. */
  readonly index: number;
}

/** An event as the worker wrote it. */
export interface Announcement extends LevelChange {
  readonly index: number;
}

/** An accepted verb that left the level where it was. */
export interface Noop {
  readonly change: LevelChange;
  readonly index: number;
}

export class WorkerTurn {
  readonly at: number;
  readonly changes: Change[] = [];
  readonly noops: Noop[] = [];
  readonly announcements: Announcement[] = [];
  /** Whether its table was seen, which shows every change there was. */
  isShownWhole = false;

  constructor(at: number) {
    this.at = at;
  }
}
