// The numbers a lease verb is answered with.

import type { Level } from "./level.ts";
import type { LeaseTable } from "./table.ts";
import type { Transition } from "./transition.ts";

export interface LeaseStatus {
  readonly configured: Level;
  readonly effective: Level;
  readonly previous: Level;
  readonly count: number;
}

/** STATUS-WORKER: a no-op has `previous` equal to `effective`. */
export function statusAfter(table: LeaseTable, transition: Transition): LeaseStatus {
  const { previous, effective } = transition;
  return { configured: table.configured, effective, previous, count: table.count };
}
