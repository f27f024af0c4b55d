// A client's HTTP/2 connection as a leg: how it begins, drains and ends, and its own timers. Its streams
// are in `front-streams.ts`.

import { ErrorCode, STREAM_ID_MAX } from "../../wire/index.ts";
import type { ConnId, Host, Micros } from "../host.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { AbandonReason, FrontLeg, FrontLoss, Session } from "../mux/leg.ts";
import type { Slot } from "../mux/slot.ts";
import type { Http2Connection } from "./connection.ts";
import { FrontStreams } from "./front-streams.ts";
import type { Http2Options } from "./options.ts";

export interface Http2FrontParts {
  readonly host: Host;
  readonly conn: ConnId;
  readonly session: Session;
  readonly options: Http2Options;
  readonly metrics: Aggregator;
}

export class Http2Front implements FrontLeg {
  readonly protocol = "H2";
  readonly conn: ConnId;
  readonly #streams: FrontStreams;
  readonly #connection: Http2Connection;
  readonly #session: Session;
  readonly #options: Http2Options;
  readonly #acceptedAt: Micros;
  #hasClientEnded = false;
  /** Since when there is no stream. */
  #idleSince: Micros | undefined;

  constructor(now: Micros, { host, conn, session, options, metrics }: Http2FrontParts) {
    this.conn = conn;
    this.#session = session;
    this.#options = options;
    this.#acceptedAt = now;
    // A client that owes bytes has as long as one that owes credit.
    const own = { ...options, silenceMicros: options.stallMicros };
    const parts = { host, conn, options: own, counters: metrics };
    this.#streams = new FrontStreams(now, parts, metrics, session);
    this.#connection = this.#streams.connection;
    this.#connection.start(now);
  }

  /** Nothing more comes of it. */
  get isGone(): boolean {
    return this.#connection.core.phase === "gone";
  }

  onData(now: Micros, bytes: Uint8Array): number {
    return this.#connection.onData(now, bytes);
  }

  /** What was asked for in full is still answered. */
  onEnd(now: Micros): void {
    this.#hasClientEnded = true;
    this.#connection.peerEnded();
    if (this.#connection.core.phase === "open") this.#streams.giveUpUnfinished(now);
  }

  onReset(now: Micros): void {
    const wasOpen = this.#connection.core.phase === "open";
    this.#connection.lose();
    if (wasOpen) this.#session.frontGone(now, "reset");
  }

  onWritable(): void {
    this.#connection.core.output.isBlocked = false;
  }

  flush(now: Micros): void {
    this.#connection.flush(now);
    if (this.#isDone(now)) {
      this.#close(now, "end");
      this.#connection.flush(now);
    }
  }

  nextDeadline(): Micros | undefined {
    const own = this.#ownDeadline();
    const other = this.#connection.nextDeadline();
    if (own === undefined || other === undefined) return own ?? other;
    return Math.min(own, other);
  }

  onDeadline(now: Micros): void {
    this.#connection.onDeadline(now);
    const due = this.#ownDeadline();
    if (due !== undefined && now >= due) this.#close(now, "timeout");
  }

  pumpResponse(_now: Micros, slot: Slot): void {
    const stream = this.#streams.streamOf(slot);
    if (stream !== undefined) this.#connection.core.ready.push(stream);
  }

  requestRoom(now: Micros, slot: Slot): void {
    const stream = this.#streams.streamOf(slot);
    if (stream === undefined) return;
    // Its content waited for us until it was dropped: what the client owes, it owes from now on.
    const { silences } = this.#connection.core;
    if (slot.state === "Unlinked" && stream.silence.isWaiting) silences.start(now, stream.silence);
    this.#connection.credit(stream);
  }

  abandon(_now: Micros, slot: Slot, why: AbandonReason): void {
    this.#streams.abandon(slot, why);
  }

  /** DRAIN-GOAWAY: RFC 9113 §6.8, the first of two. */
  beginDrain(): void {
    if (this.#streams.isDraining || this.#connection.core.phase !== "open") return;
    this.#streams.isDraining = true;
    this.#connection.core.writeGoaway(STREAM_ID_MAX, ErrorCode.noError);
  }

  /** The last GOAWAY and FIN, and whatever of it the socket takes. */
  endNow(now: Micros): void {
    this.#connection.endNow(now);
  }

  /** Whether the connection has come to its end, now or at the last one of its streams. */
  #isDone(now: Micros): boolean {
    const { core } = this.#connection;
    if (core.phase !== "open" || core.streams.size > 0 || core.endings.size > 0) {
      this.#idleSince = undefined;
      return false;
    }
    this.#idleSince ??= now;
    return this.#streams.isDraining || this.#streams.hasClientLeft || this.#hasClientEnded;
  }

  /** TIMEOUT-REQUEST: what keeps coming does not put it off, nor do control frames. */
  #ownDeadline(): Micros | undefined {
    if (this.#connection.core.phase !== "open") return undefined;
    const { requestMicros, idleMicros } = this.#options;
    const { inbound } = this.#connection;
    if (!inbound.hasBlockCome) return this.#acceptedAt + requestMicros;
    if (inbound.isBlockOpen) return inbound.blockSince + requestMicros;
    // A request that came in this very turn ends the silence before anything is written.
    if (this.#connection.core.streams.size > 0 || this.#idleSince === undefined) return undefined;
    return this.#idleSince + idleMicros;
  }

  #close(now: Micros, how: FrontLoss): void {
    this.#connection.core.close(now, ErrorCode.noError);
    this.#session.frontGone(now, how);
  }
}
