// The first of two instants, either of which may be none.

import type { Micros } from "../host.ts";

export function earlier(one: Micros | undefined, other: Micros | undefined): Micros | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
