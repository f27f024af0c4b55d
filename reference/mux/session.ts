// One client's connection as its legs see it: what happens to a request from its head to its record.
// Bytes are the legs' business, rules of routing the router's, moves of slots the slot table's.

import type { Micros } from "../host.ts";
import type { GaugeHold } from "../metrics/hold.ts";
import type { AnswerDecision } from "../routing/router.ts";
import { Attempts } from "./attempts.ts";
import { Exchanges, type SessionParts } from "./exchanges.ts";
import type { BackLeg, BackLoss, FrontLeg, FrontLoss, Leg, Refusal, Session } from "./leg.ts";
import { putAnswer } from "./own-answer.ts";
import type { Slot } from "./slot.ts";

export class ClientSession implements Session {
  readonly #exchanges: Exchanges;
  readonly #attempts: Attempts;
  /** What the connection as a whole is counted in. */
  #holds: readonly GaugeHold[];
  #isClosed = false;

  constructor(parts: SessionParts) {
    this.#exchanges = new Exchanges(parts);
    this.#attempts = new Attempts(this.#exchanges);
    this.#holds = [parts.gauges.take(`protocol.${parts.client.scheme}`)];
  }

  /** STREAM-BUFFERS: two of them for each. */
  get slotCount(): number {
    return this.#exchanges.slots.size;
  }

  /** Connections to back ends that slots are linked to. */
  get linkCount(): number {
    return this.#exchanges.slots.links.size;
  }

  /** Connections to back ends. */
  get backCount(): number {
    return this.#exchanges.backs.size;
  }

  /** Once, by whoever made the leg. */
  lead(front: FrontLeg): void {
    this.#exchanges.front = front;
  }

  touch(leg: Leg): void {
    this.#exchanges.parts.touch(leg);
  }

  open(now: Micros): Slot | undefined {
    return this.#isClosed ? undefined : this.#exchanges.slots.take(now);
  }

  forget(now: Micros, slot: Slot): void {
    this.#exchanges.slots.move(now, slot, "forget");
  }

  admit(now: Micros, slot: Slot): void {
    const { parts, slots, accounts } = this.#exchanges;
    const { request, record } = slot;
    if (request.head === undefined) throw new Error("a request is admitted without a head");
    this.#exchanges.start(now, slot);
    slots.move(now, slot, "admit");
    const asked = { request: request.head, requestId: record.requestId };
    const decision = parts.router.route(now, asked, parts.client);
    record.tags = decision.tags;
    record.cluster = decision.cluster;
    if (decision.cluster !== undefined) accounts.retain(slot, record.labels);
    if (decision.kind === "answer") {
      this.#turnAway(now, slot, decision);
      return;
    }
    slot.decision = decision;
    this.#attempts.connect(now, slot);
  }

  refuse(now: Micros, slot: Slot, refusal: Refusal): void {
    const { parts, slots } = this.#exchanges;
    const { status, discriminator, counter, isToHead = false } = refusal;
    this.#exchanges.start(now, slot);
    slot.record.discriminator = discriminator;
    if (isToHead) slot.record.refused = { method: "HEAD", version: "1.1" };
    if (counter !== undefined) parts.metrics.count(counter);
    slots.move(now, slot, "refuse");
    this.#exchanges.answer(now, slot, status);
  }

  requestNews(now: Micros, slot: Slot): void {
    const { request, state } = slot;
    if (state === "Unlinked") {
      this.#exchanges.discard(now, slot);
      return;
    }
    const connection = this.#exchanges.connectionOf(slot);
    if (connection === undefined) return;
    if (request.failure !== undefined) {
      this.#requestFailed(now, slot);
      return;
    }
    connection.leg.pumpRequest(now, slot);
    this.touch(connection.leg);
  }

  responseNews(now: Micros, slot: Slot): void {
    const connection = this.#exchanges.connectionOf(slot);
    if (connection === undefined) return;
    const { response } = slot;
    if (response.failure !== undefined) {
      this.#attempts.failed(now, slot);
      return;
    }
    if (response.interims.length > 0) this.#exchanges.accounts.interim(slot);
    this.#noteHead(now, slot);
    this.#exchanges.pump(now, slot);
    if (response.ended) this.#exchanges.unlink(now, slot, "done");
  }

  requestForwarded(now: Micros, slot: Slot): void {
    const { front } = this.#exchanges;
    front.requestRoom(now, slot);
    this.touch(front);
  }

  responseForwarded(now: Micros, slot: Slot): void {
    const connection = this.#exchanges.connectionOf(slot);
    if (connection === undefined) return;
    connection.leg.responseRoom(now, slot);
    this.touch(connection.leg);
  }

  responseLeaves(now: Micros, slot: Slot): void {
    if (slot.state === "Linked") this.#exchanges.unlink(now, slot, "cancelled");
  }

  responseWritten(now: Micros, slot: Slot, then: "renew" | "keep" | "recycle"): void {
    // What ended with the client's connection has its record.
    if (this.#isClosed) return;
    const { front, slots } = this.#exchanges;
    const { record } = slot;
    // LOG-MESSAGE: a timeout is told apart from an answer of a back end.
    if (record.discriminator === undefined) record.message ??= `${front.protocol}::Complete`;
    this.responseLeaves(now, slot);
    if (then === "keep") slots.release(now, slot);
    else slots.move(now, slot, then === "renew" ? "renew" : "finish");
  }

  /** H1-UPGRADE: what the tunnel is counted in goes with the session, whoever ends it. */
  upgraded(now: Micros, slot: Slot): void {
    const { parts, front, slots } = this.#exchanges;
    const { gauges, client } = parts;
    slot.record.message = `${front.protocol}::Upgrade`;
    slots.release(now, slot);
    for (const hold of this.#holds) gauges.give(hold);
    this.#holds = [
      gauges.take(client.scheme === "https" ? "protocol.wss" : "protocol.ws"),
      gauges.take("websocket.active_requests"),
    ];
  }

  clientReset(now: Micros, slot: Slot, message: string): void {
    const { slots } = this.#exchanges;
    slot.record.message = message;
    slot.record.isError = true;
    this.#exchanges.detach(now, slot, "cancelled");
    slots.move(now, slot, slot.isOpen ? "abort" : "forget");
  }

  frontGone(now: Micros, how: FrontLoss): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { parts, slots, backs } = this.#exchanges;
    const open = slots.slots().filter(({ isOpen }) => isOpen);
    for (const slot of open) {
      noteEnd(slot, how);
      this.#exchanges.detach(now, slot, "cancelled");
    }
    const isCut = open.some(({ isLogged }) => !isLogged);
    if (isCut) parts.metrics.count("h2.close_with_active_streams");
    backs.endAll(now);
    slots.close(now);
    for (const hold of this.#holds) parts.gauges.give(hold);
    parts.router.left(parts.client);
  }

  backReady(now: Micros, leg: BackLeg): void {
    this.#attempts.ready(now, leg);
  }

  backGone(now: Micros, leg: BackLeg, how: BackLoss): void {
    this.#attempts.lost(now, leg, how);
  }

  /** Its socket is no more. */
  backForgotten(leg: BackLeg): void {
    this.#exchanges.backs.release(leg.conn);
  }

  drain(now: Micros): void {
    const { front } = this.#exchanges;
    front.beginDrain(now);
    this.touch(front);
  }

  /** DRAIN-DEADLINE: what is left is ended and released. */
  endNow(now: Micros): void {
    const { front } = this.#exchanges;
    this.frontGone(now, "fault");
    front.endNow(now);
    this.touch(front);
  }

  #turnAway(now: Micros, slot: Slot, decision: AnswerDecision): void {
    const { slots, parts } = this.#exchanges;
    const { labels } = slot.record;
    for (const notice of decision.notices ?? []) parts.metrics.count(notice, labels);
    slots.move(now, slot, "unlink");
    putAnswer(slot, decision.answer);
    parts.metrics.count(decision.counter, labels);
    this.#exchanges.pump(now, slot);
  }

  #noteHead(now: Micros, slot: Slot): void {
    const { parts } = this.#exchanges;
    const { response, record, decision, token } = slot;
    if (response.head === undefined || record.answeredAt !== undefined) return;
    const choice = this.#exchanges.connectionOf(slot)?.choice;
    if (decision === undefined || choice === undefined || token === undefined) return;
    response.head = parts.router.answered(decision, choice, response.head);
    record.status = response.head.status;
    record.reason = response.head.reason;
    record.answeredAt = now;
    // LOG-RTT: of the one that served it.
    record.serverRoundTrip = parts.host.roundTrip(token);
  }

  /** The client broke off its request; it may still read why. */
  #requestFailed(now: Micros, slot: Slot): void {
    const { request, response, record } = slot;
    if (response.forwardedHead) {
      this.#exchanges.cut(now, slot);
      return;
    }
    const isLate = request.failure === "timeout";
    if (isLate) record.discriminator = "client_timeout";
    else this.#exchanges.parts.metrics.count("http.frontend_parse_errors");
    this.#exchanges.unlink(now, slot, "cancelled");
    this.#exchanges.answer(now, slot, isLate ? 408 : 400);
  }
}

/** LOG-ERROR: an answer that was cut short is one, a polite close is none. */
function noteEnd({ response, record }: Slot, how: FrontLoss): void {
  const isShort = response.forwardedHead && !response.finished && response.tunnel === undefined;
  record.isError ||= isShort;
  if (how === "timeout" && isShort) record.discriminator = "client_timeout_during_response";
  else record.message ??= "session close";
}
