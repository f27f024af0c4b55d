// When a connection to a back end in HTTP/1 has been waited for long enough. Nothing happens here.

import type { Micros } from "../host.ts";
import { lingerMicros } from "../mux/bounds.ts";
import type { Timeouts } from "../mux/timeouts.ts";

/** `parked`: without an exchange; `leaving`: we have said our end. */
export type BackPhase = "connecting" | "parked" | "busy" | "tunnel" | "leaving" | "gone";

/** `since`: when the phase began, or the back end last sent or took something. */
export function backDeadline(
  phase: BackPhase,
  since: Micros,
  owes: boolean,
  timeouts: Timeouts,
): Micros | undefined {
  switch (phase) {
    case "connecting":
      return since + timeouts.connectMicros;
    case "parked":
      return since + timeouts.backMicros;
    case "busy":
      return owes ? since + timeouts.backMicros : undefined;
    case "leaving":
      return since + lingerMicros;
    // The client's connection ends a tunnel that is silent.
    case "tunnel":
    case "gone":
      return undefined;
  }
}
