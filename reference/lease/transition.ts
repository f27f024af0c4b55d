// What one operation did to the effective level: the value that becomes an event, an audit row and
// an answer. It does not say whether anybody is told; `isChange` is what decides that.

import type { Level } from "./level.ts";

/** The kinds as they stand in a METRIC_DETAIL_CHANGED event. */
export type TransitionKind = "lease_apply" | "lease_clear" | "lease_tick_expired";

export interface Transition {
  readonly kind: TransitionKind;
  readonly previous: Level;
  readonly effective: Level;
  /** EVENT-EXPIRY: absent when leases expired, however many did. */
  readonly clientId: string | undefined;
}

/** EVENT-ON-CHANGE, EVENT-NO-NOOP: what leaves the level where it was is no news. */
export function isChange(transition: Transition): boolean {
  return transition.previous !== transition.effective;
}
