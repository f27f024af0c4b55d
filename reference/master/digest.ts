// A master as exploration compares it: what it owes to whom, without times, ids or random values.

import type { Digest } from "../host.ts";
import { digestLeases } from "../lease/digest.ts";
import type { Control } from "./control.ts";

export function digestMaster(control: Control, into: Digest): void {
  into.int(control.isStopping ? 1 : 0);
  control.state.digest(into);
  digestLeases(control.leases, into);
  control.fanOut.digest(into);
  into.int(control.waiting.length);
  for (const { state, channel, isBeingReplaced } of control.fleet.living()) {
    into.text(state);
    into.int(isBeingReplaced ? 1 : 0);
    into.int(channel.pendingBytes);
  }
  for (const session of control.sessions.all()) {
    into.int(session.pendingRequests);
    into.int(session.heldBytes);
    into.int(session.inputEnded ? 1 : 0);
    into.int(control.isSubscribed(session) ? 1 : 0);
  }
}
