// Up to which instant an implementation may have forgotten expired leases. With `exact` that is
// always now; with `janitor` it is some τ with t − J ≤ τ ≤ t that never moves back, and every
// observation narrows what τ can be. One candidate stands for each set of leases that some τ leaves.
import type { Expiry } from "./constants.ts";

export class PruneInstant {
  private readonly expiry: Expiry;
  private earliest = Number.NEGATIVE_INFINITY;

  constructor(expiry: Expiry) {
    this.expiry = expiry;
  }

  /** Every distinguishable τ at `now`, ascending, given the grants on record. */
  candidates(now: number, grants: Iterable<{ readonly until: number }>): readonly number[] {
    if (this.expiry.kind === "exact") return [now];
    const earliest = Math.max(this.earliest, now - this.expiry.periodMicros);
    const expiries = Array.from(grants, (grant) => grant.until);
    const passed = expiries.filter((expiry) => expiry > earliest && expiry <= now);
    return [...new Set([earliest, ...passed])].sort((a, b) => a - b);
  }

  /** An observation was explained by this candidate and later ones only. */
  narrow(first: number | undefined): void {
    if (first !== undefined) this.earliest = Math.max(this.earliest, first);
  }
}
