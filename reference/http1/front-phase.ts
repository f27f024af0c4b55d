// What a client's connection in HTTP/1 is doing, whether it is read meanwhile, and when it has been
// waited for long enough: functions of what is being waited for. Nothing happens here.

import type { Micros } from "../host.ts";
import { lingerMicros } from "../mux/bounds.ts";
import type { Flow } from "../mux/flow.ts";
import type { RequestInfo } from "../mux/message.ts";
import type { Timeouts } from "../mux/timeouts.ts";

/** `first`: before the first head; `leaving`: we have said our end. */
export type FrontPhase = "first" | "between" | "exchange" | "tunnel" | "leaving" | "gone";

/** Whether what the client sends next is looked at now. */
export function isReading(phase: FrontPhase, request: Flow<RequestInfo>): boolean {
  switch (phase) {
    case "first":
    case "between":
      return true;
    case "exchange":
      // One that was refused for its head has none, and nothing more of it is looked at.
      return request.head !== undefined && !request.ended && request.failure === undefined;
    case "tunnel":
      return request.tunnel?.ended === false;
    case "leaving":
    case "gone":
      return false;
  }
}

export interface FrontWait {
  readonly phase: FrontPhase;
  /** When the phase began, or the head, or a tunnel's last byte passed. */
  readonly since: Micros;
  readonly heardAt: Micros;
  readonly sentAt: Micros;
  readonly isInHead: boolean;
  /** The client owes more of the request, and there is room for it. */
  readonly isUploading: boolean;
  /** The client has not taken what was written. */
  readonly isBlocked: boolean;
}

export function frontDeadline(wait: FrontWait, timeouts: Timeouts): Micros | undefined {
  switch (wait.phase) {
    case "first":
      return wait.since + timeouts.requestMicros;
    case "between":
      return wait.since + (wait.isInHead ? timeouts.requestMicros : timeouts.frontMicros);
    case "exchange":
      return exchangeDeadline(wait, timeouts);
    case "tunnel":
      return wait.since + timeouts.frontMicros;
    case "leaving":
      return wait.since + lingerMicros;
    case "gone":
      return undefined;
  }
}

/** While only the back end is waited for it has a timer of its own. */
function exchangeDeadline(wait: FrontWait, { frontMicros }: Timeouts): Micros | undefined {
  if (wait.isBlocked) return wait.sentAt + frontMicros;
  return wait.isUploading ? wait.heardAt + frontMicros : undefined;
}
