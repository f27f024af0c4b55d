// Keeping an event past the call that showed it: its bytes are copied, all else is plain and shared.

import type { TraceEvent } from "./event.ts";

export function copyOf(event: TraceEvent): TraceEvent {
  return "bytes" in event ? { ...event, bytes: event.bytes.slice() } : event;
}
