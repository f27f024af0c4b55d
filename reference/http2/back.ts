// A back end's HTTP/2 connection as a leg: the dial, the end of the connection, and what its session is
// told of both. Its streams are in `back-streams.ts`.

import { ErrorCode } from "../../wire/index.ts";
import type { ConnectOutcome, ConnId, Host, Micros } from "../host.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { BackLeg, BackLoss, Session } from "../mux/leg.ts";
import type { Slot } from "../mux/slot.ts";
import { BackStreams } from "./back-streams.ts";
import type { Http2Connection } from "./connection.ts";
import type { Http2Options } from "./options.ts";

export interface Http2BackParts {
  readonly host: Host;
  readonly conn: ConnId;
  readonly session: Session;
  readonly options: Http2Options;
  readonly metrics: Aggregator;
  readonly connectMicros: Micros;
}

export class Http2Back implements BackLeg {
  readonly conn: ConnId;
  readonly #streams: BackStreams;
  readonly #connection: Http2Connection;
  readonly #session: Session;
  /** Of the dial; undefined: it is over. */
  #dialDueAt: Micros | undefined;
  #isTold = false;

  constructor(now: Micros, parts: Http2BackParts) {
    const { host, conn, session, options, metrics, connectMicros } = parts;
    this.conn = conn;
    this.#session = session;
    this.#dialDueAt = now + connectMicros;
    this.#streams = new BackStreams(
      now,
      { host, conn, options, counters: metrics },
      metrics,
      session,
    );
    this.#connection = this.#streams.connection;
  }

  get isGone(): boolean {
    return this.#connection.core.phase === "gone";
  }

  get canTake(): boolean {
    return this.#streams.canTake;
  }

  get wasUsed(): boolean {
    return this.#connection.core.streams.closed.size > 0;
  }

  onConnect(now: Micros, outcome: ConnectOutcome): void {
    if (this.isGone || this.#dialDueAt === undefined) return;
    this.#dialDueAt = undefined;
    if (outcome !== "connected") {
      this.#connection.lose();
      this.#tell(now, "refused");
      return;
    }
    this.#connection.start(now);
    this.#session.backReady(now, this);
  }

  onData(now: Micros, bytes: Uint8Array): number {
    const taken = this.#connection.onData(now, bytes);
    this.#tellLoss(now);
    return taken;
  }

  onEnd(now: Micros): void {
    this.#connection.peerEnded();
    if (this.#connection.core.phase !== "open") return;
    this.#connection.core.close(now, ErrorCode.noError);
    this.#tell(now, "end");
  }

  onReset(now: Micros): void {
    this.#dialDueAt = undefined;
    this.#connection.lose();
    this.#tell(now, "reset");
  }

  onWritable(): void {
    this.#connection.core.output.isBlocked = false;
  }

  flush(now: Micros): void {
    if (this.#dialDueAt !== undefined) return;
    const { core } = this.#connection;
    this.#streams.start(now);
    this.#connection.flush(now);
    if (core.phase === "open" && this.#streams.isDraining && this.#streams.size === 0) {
      core.close(now, ErrorCode.noError);
      this.#connection.flush(now);
      this.#tell(now, "draining");
    }
  }

  nextDeadline(): Micros | undefined {
    if (this.#dialDueAt !== undefined) return this.#dialDueAt;
    const own = this.#streams.nextDeadline();
    const other = this.#connection.nextDeadline();
    if (own === undefined || other === undefined) return own ?? other;
    return Math.min(own, other);
  }

  onDeadline(now: Micros): void {
    if (this.#dialDueAt !== undefined) {
      if (now < this.#dialDueAt) return;
      this.#dialDueAt = undefined;
      this.#connection.cut();
      this.#tell(now, "timeout");
      return;
    }
    this.#streams.onDeadline(now);
    this.#connection.onDeadline(now);
    this.#tellLoss(now);
  }

  attach(now: Micros, slot: Slot): void {
    this.#streams.attach(now, slot);
  }

  /** Whatever the reason: a stream that is not over is reset. */
  detach(_now: Micros, slot: Slot): void {
    this.#streams.detach(slot);
  }

  pumpRequest(_now: Micros, slot: Slot): void {
    const stream = this.#streams.streamOf(slot);
    if (stream !== undefined) this.#connection.core.ready.push(stream);
  }

  responseRoom(now: Micros, slot: Slot): void {
    this.#streams.roomFor(now, slot);
  }

  endNow(now: Micros): void {
    this.#isTold = true;
    if (this.#dialDueAt === undefined) this.#connection.endNow(now);
    else this.#connection.cut();
    this.#dialDueAt = undefined;
  }

  #tellLoss(now: Micros): void {
    const { lostBy } = this.#streams;
    if (lostBy !== undefined) this.#tell(now, lostBy === "fault" ? "malformed" : "reset");
  }

  #tell(now: Micros, how: BackLoss): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#streams.forgetWaiting();
    this.#session.backGone(now, this, how);
  }
}
