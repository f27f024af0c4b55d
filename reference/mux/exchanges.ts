// The ground that everything about one client's connection stands on: its slots, its connections to
// back ends, its front, and the few steps by which an exchange comes to its end. When which step is
// taken is decided in session.ts and attempts.ts.

import type { Host, Micros } from "../host.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { Balancer, ClientFacts, Router } from "../routing/router.ts";
import { Accounts } from "./accounts.ts";
import { BackPool, type BackConnection, type BackPoolParts } from "./back-pool.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { Gauges } from "./gauges.ts";
import { newUlid } from "./identity.ts";
import type { DetachReason, FrontLeg, Leg } from "./leg.ts";
import { putAnswer } from "./own-answer.ts";
import type { Slot } from "./slot.ts";
import { SlotTable } from "./slot-table.ts";

export interface SessionParts {
  readonly host: Host;
  readonly router: Router;
  readonly balancer: Balancer;
  readonly metrics: Aggregator;
  readonly gauges: Gauges;
  readonly pool: BufferPool;
  readonly client: ClientFacts;
  readonly dial: BackPoolParts["dial"];
  readonly touch: (leg: Leg) => void;
}

/** Answers of our own with a counter of their own. */
const countedErrors: ReadonlySet<number> = new Set([
  400, 401, 404, 408, 413, 421, 502, 503, 504, 507,
]);

export class Exchanges {
  readonly parts: SessionParts;
  readonly accounts: Accounts;
  readonly slots: SlotTable;
  readonly backs: BackPool;
  #front: FrontLeg | undefined;

  constructor(parts: SessionParts) {
    this.parts = parts;
    const { host, metrics, gauges, client, pool } = parts;
    const sessionId = newUlid(host, client.conn);
    const access = { client, sessionId, clientRoundTrip: undefined };
    this.accounts = new Accounts({ host, metrics, gauges, access });
    this.slots = new SlotTable(pool, this.accounts);
    this.backs = new BackPool(parts);
  }

  get front(): FrontLeg {
    if (this.#front === undefined) throw new Error("a session was used before it had a front");
    return this.#front;
  }

  /** Once, by whoever made the leg. */
  set front(front: FrontLeg) {
    this.#front = front;
  }

  /** Where a Linked slot is attached. */
  connectionOf({ token }: Slot): BackConnection | undefined {
    return token === undefined ? undefined : this.backs.get(token);
  }

  pump(now: Micros, slot: Slot): void {
    this.front.pumpResponse(now, slot);
    this.parts.touch(this.front);
  }

  start(now: Micros, { record, request }: Slot): void {
    const { host, client } = this.parts;
    record.startedAt ??= now;
    record.startedWall = host.wall() - (now - record.startedAt);
    record.requestId = newUlid(host, client.conn);
    record.request = request.head;
  }

  /** Answers an Unlinked slot with an answer of our own. */
  answer(now: Micros, slot: Slot, status: number): void {
    const { router, client, metrics } = this.parts;
    const { cluster, labels } = slot.record;
    putAnswer(slot, router.answer(status, client, cluster));
    const name = countedErrors.has(status) ? `http.${status}.errors` : "http.other.errors";
    metrics.count(name, labels);
    this.pump(now, slot);
  }

  unlink(now: Micros, slot: Slot, why: DetachReason): void {
    this.detach(now, slot, why);
    this.slots.move(now, slot, "unlink");
    this.discard(now, slot);
  }

  /** Nobody takes the rest of a request whose answer is on its way: it is read and dropped (STREAM-SPLIT). */
  discard(now: Micros, slot: Slot): void {
    const { request } = slot;
    if (request.buffer.size > 0) request.dropPayload(request.buffer.size);
    this.front.requestRoom(now, slot);
    this.parts.touch(this.front);
  }

  /** A Linked slot has to be moved on in the same call. */
  detach(now: Micros, slot: Slot, why: DetachReason): void {
    const connection = this.connectionOf(slot);
    if (connection === undefined) return;
    const { leg, choice } = connection;
    leg.detach(now, slot, why);
    this.parts.balancer.ended(choice);
    this.backs.settle(now, connection);
    this.parts.touch(leg);
  }

  /** BODY-TRUNCATED: an answer that cannot go on is never made to look complete. */
  cut(now: Micros, slot: Slot): void {
    const { record } = slot;
    const isLate = record.discriminator !== undefined;
    record.isError = true;
    if (!isLate) record.message = this.front.protocol === "H1" ? "session close" : "H2::Reset";
    this.detach(now, slot, isLate ? "timeout" : "cancelled");
    this.front.abandon(now, slot, isLate ? "timeout" : "cut");
    this.parts.touch(this.front);
    this.slots.move(now, slot, "abort");
  }
}
