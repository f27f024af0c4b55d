// Since when a recorded frame may have been there. A recorder that reads between its own acts saw a
// frame late when it was asleep: its instant is then the end of an interval. Where it was blocked in
// reading that very connection, or only listened to somebody else's exchange, the instant is exact.

import type { RecordedStep } from "./recording.ts";

/** Steps closer than this are one stretch of work. */
const burstGapMillis = 5;
/** A recorder sleeps for so many milliseconds, or a multiple, and wakes up a little late. */
const sleepStepMillis = 50;
const sleepLatenessMillis = 4;

interface Burst {
  /** The connection on which the recorder was blocked until this burst, if it was. */
  blockedOn: string | undefined;
  first: number;
  last: number;
}

interface Seen {
  /** The last frame of an earlier burst. */
  looked: number;
  /** The last frame at all. */
  latest: number;
  /** Requests that were sent and not answered with a terminal reply, by instant. */
  readonly pending: number[];
}

export interface Instants {
  /** Undefined where the instant is exact. `isEvent`: it answers no request. */
  sinceOf(step: RecordedStep, kind: "progress" | "reply" | "event" | "closed"): number | undefined;
  sent(conn: string, at: number): void;
  /** Every step passes here once, before it is asked about. */
  pass(step: RecordedStep): void;
}

export function createInstants(workerTimeoutSeconds: number): Instants {
  const burst: Burst = { blockedOn: undefined, first: 0, last: 0 };
  const seenByConn = new Map<string, Seen>();
  const seenOf = (conn: string): Seen => {
    const seen = seenByConn.get(conn) ?? { looked: 0, latest: 0, pending: [] };
    seenByConn.set(conn, seen);
    return seen;
  };
  return {
    pass(step) {
      const gap = step.at - burst.last;
      if (gap > burstGapMillis) {
        const reads = step.recv !== undefined || step.closed;
        const blocked = reads && !isSleep(gap, workerTimeoutSeconds);
        burst.blockedOn = blocked ? step.conn : undefined;
        burst.first = step.at;
      }
      burst.last = step.at;
    },
    sent: (conn, at) => {
      seenOf(conn).pending.push(at);
    },
    sinceOf(step, kind) {
      const { conn = "", at } = step;
      const seen = seenOf(conn);
      if (seen.latest < burst.first) seen.looked = seen.latest;
      const asked = seen.pending[0] ?? seen.looked;
      const since = kind === "event" || kind === "closed" ? seen.looked : asked;
      if (kind === "reply") seen.pending.shift();
      seen.latest = at;
      const isExact = burst.blockedOn === conn || at - since <= burstGapMillis;
      return isExact ? undefined : since;
    },
  };
}

/** A gather that timed out takes whole seconds too, and is none. */
function isSleep(gapMillis: number, workerTimeoutSeconds: number): boolean {
  const isTimeout = Math.abs(gapMillis - workerTimeoutSeconds * 1000) <= 2 * burstGapMillis;
  return !isTimeout && gapMillis % sleepStepMillis <= sleepLatenessMillis;
}
