// The first of several instants, some of which are none.

import type { Micros } from "../host.ts";

export function earliest(instants: readonly (Micros | undefined)[]): Micros | undefined {
  let first: Micros | undefined;
  for (const instant of instants) {
    if (instant !== undefined && (first === undefined || instant < first)) first = instant;
  }
  return first;
}
