// A leg is one socket that speaks HTTP: `FrontLeg` to a client, `BackLeg` to a back end. A session
// joins the legs of one client's connection. These are the calls between them and nothing else.
//
// Nobody is called back: what a session asks of a leg (`pump…`, `…Room`, `attach`, …) the leg only
// notes, and does in `flush`, which the data plane calls at the end of the turn for every leg that
// was touched, until none is. A leg calls its session from its inputs and from `flush`.

import type { ConnectOutcome, ConnId, Micros } from "../host.ts";
import type { Discriminator } from "./record.ts";
import type { Slot } from "./slot.ts";

/** What the data plane calls. */
export interface Leg {
  readonly conn: ConnId;
  /** The socket is no more: nothing comes from it, and its holds can go. */
  readonly isGone: boolean;
  /** Returns how many bytes it took; it asks for the rest when it has room. */
  onData(now: Micros, bytes: Uint8Array): number;
  onEnd(now: Micros): void;
  onReset(now: Micros): void;
  onWritable(now: Micros): void;
  /** Does what was noted and gives the socket what it takes. */
  flush(now: Micros): void;
  /** Read again whenever the leg was touched. */
  nextDeadline(): Micros | undefined;
  onDeadline(now: Micros): void;
  /** Cuts the socket; the session is not told. */
  endNow(now: Micros): void;
}

export interface FrontLeg extends Leg {
  readonly protocol: "H1" | "H2";
  /** There is news in `slot.response`: a head, an interim one, bytes, the end, a failure. */
  pumpResponse(now: Micros, slot: Slot): void;
  /** Bytes have left `slot.request.buffer`. */
  requestRoom(now: Micros, slot: Slot): void;
  /** The exchange cannot be answered, or no further: HTTP/1 closes, HTTP/2 resets the stream. */
  abandon(now: Micros, slot: Slot, why: AbandonReason): void;
  /** DRAIN-NO-NEW: what is under way is finished, nothing more is taken. */
  beginDrain(now: Micros): void;
}

/** `unprocessed`: no back end did anything with it. */
export type AbandonReason = "cut" | "timeout" | "unprocessed";

export interface BackLeg extends Leg {
  /** Whether another exchange may be attached now. */
  readonly canTake: boolean;
  /** Whether an exchange was ever attached and ended here: it may have gone stale since. */
  readonly wasUsed: boolean;
  onConnect(now: Micros, outcome: ConnectOutcome): void;
  attach(now: Micros, slot: Slot): void;
  /**
   * BODY-ATTRIBUTION: an HTTP/1 connection whose exchange did not come to its end is closed, the
   * stream of an HTTP/2 one reset.
   */
  detach(now: Micros, slot: Slot, why: DetachReason): void;
  pumpRequest(now: Micros, slot: Slot): void;
  responseRoom(now: Micros, slot: Slot): void;
}

export type DetachReason = "done" | "cancelled" | "timeout";

/**
 * How a connection to a back end was lost: `timeout` is a
 * dial that took too long, `draining` a GOAWAY.
 */
export type BackLoss = "refused" | "timeout" | "end" | "reset" | "malformed" | "draining";

export type FrontLoss = "end" | "reset" | "timeout" | "fault";

/** What the legs call. */
export interface Session {
  /** Undefined: no buffers are left. HTTP/2 refuses the stream, HTTP/1 closes. */
  open(now: Micros): Slot | undefined;
  /** The head in `slot.request` is complete. Not while the session drains. */
  admit(now: Micros, slot: Slot): void;
  /** Answered, but never admitted: 400, 408, 431 and the like. */
  refuse(now: Micros, slot: Slot, refusal: Refusal): void;
  /** The 101 has left: the one log and the release of its request; the tunnel is counted from now. */
  upgraded(now: Micros, slot: Slot): void;
  /** A stream that is neither admitted nor answered ends. */
  forget(now: Micros, slot: Slot): void;
  /** Bytes, the end or a failure of the request. */
  requestNews(now: Micros, slot: Slot): void;
  /** A head, an interim one, bytes, the end or a failure of the answer. */
  responseNews(now: Micros, slot: Slot): void;
  /** Bytes of the request have left its buffer. */
  requestForwarded(now: Micros, slot: Slot): void;
  /** Bytes of the answer have left its buffer. */
  responseForwarded(now: Micros, slot: Slot): void;
  /** The end of the answer was written, and the socket has not taken it yet. */
  responseLeaves(now: Micros, slot: Slot): void;
  /**
   * The whole answer has left: one log, one release. HTTP/1 `renew`s its slot for another request,
   * or `keep`s it until the connection is gone; HTTP/2 `recycle`s it.
   */
  responseWritten(now: Micros, slot: Slot, then: "renew" | "keep" | "recycle"): void;
  /** The client resets one stream, or the proxy does because of the client. */
  clientReset(now: Micros, slot: Slot, message: string): void;
  /** The client's connection is gone: everything in flight ends. */
  frontGone(now: Micros, how: FrontLoss): void;
  /** A dialled connection stands; its holds and the back end's record depend on it. */
  backReady(now: Micros, leg: BackLeg): void;
  /** The connection is gone or takes nothing more; what is attached there is retried or answered. */
  backGone(now: Micros, leg: BackLeg, how: BackLoss): void;
  /** The leg has to be flushed in this turn. */
  touch(leg: Leg): void;
}

export interface Refusal {
  readonly status: number;
  readonly discriminator?: Discriminator;
  /** The counter of what the peer did, beside that of the answer. */
  readonly counter?: string;
  /** BODY-NONE: it was HEAD, whatever else was wrong with it. */
  readonly isToHead?: boolean;
}
