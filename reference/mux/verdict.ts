// What becomes of a request whose back end failed it: the rule of RETRY-SAFE and BODY-TRUNCATED as a
// function of how far both directions have come. How often it may be tried is not decided here.

import type { Slot } from "./slot.ts";

/** `replay`: sent once more though a back end may have read it. */
export type Verdict = "again" | "replay" | "answer" | "cut";

/** RFC 9110 §9.2.2 */
const idempotent: ReadonlySet<string> = new Set([
  "GET",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "PUT",
  "DELETE",
]);

/** `wasUsed`: the connection had served another exchange and may have gone stale since. */
export function verdictOf({ request, response, record }: Slot, wasUsed: boolean): Verdict {
  if (response.forwardedHead) return "cut";
  // What has left the buffer cannot be sent to another one.
  if (response.head !== undefined || request.forwarded > 0) return "answer";
  switch (response.failure) {
    case "unprocessed":
      return "again";
    case "lost": {
      if (!request.forwardedHead) return "again";
      if (response.hasInterim) return "answer";
      const mayRepeat = wasUsed && !record.isReplayed;
      return mayRepeat && idempotent.has(request.head?.method ?? "") ? "replay" : "answer";
    }
    case "truncated":
    case "reset":
    case "malformed":
    // "never after back_timeout"
    case "timeout":
    case undefined:
      return "answer";
  }
}
