// How a request gets to a back end, and what is done when one fails it: another attempt within the
// bound, an answer of our own, or the end of an answer that had begun.

import type { Micros } from "../host.ts";
import type { BackConnection } from "./back-pool.ts";
import { attemptsMax } from "./bounds.ts";
import type { Exchanges } from "./exchanges.ts";
import type { BackLeg, BackLoss } from "./leg.ts";
import type { Slot } from "./slot.ts";
import { verdictOf } from "./verdict.ts";

export class Attempts {
  readonly #exchanges: Exchanges;

  constructor(exchanges: Exchanges) {
    this.#exchanges = exchanges;
  }

  /** RETRY-BOUND: one attempt, or the answer when there is none left. The slot is in Link. */
  connect(now: Micros, slot: Slot): void {
    const { backs, parts } = this.#exchanges;
    const { decision, record } = slot;
    if (decision === undefined) throw new Error("a request is connected that was not routed");
    if (slot.attempts >= attemptsMax) {
      parts.metrics.count("backend.connect.retries_exhausted", record.labels);
      this.#unavailable(now, slot);
      return;
    }
    slot.attempts += 1;
    const standing = backs.reuse(decision);
    parts.metrics.count(standing === undefined ? "backend.pool.miss" : "backend.pool.hit");
    const connection = standing ?? this.#dial(now, slot);
    if (connection === undefined) this.#unavailable(now, slot);
    else this.#attach(now, slot, connection);
  }

  /** `slot.response.failure` says how. */
  failed(now: Micros, slot: Slot): void {
    const exchanges = this.#exchanges;
    const { record, response } = slot;
    const { failure } = response;
    const isLate = failure === "timeout";
    this.#countFailure(slot);
    const verdict = verdictOf(slot, record.isOnUsed);
    switch (verdict) {
      case "cut":
        if (isLate) record.discriminator = "backend_response_timeout";
        exchanges.cut(now, slot);
        return;
      case "answer":
        if (isLate) record.discriminator = "backend_timeout";
        exchanges.unlink(now, slot, isLate ? "timeout" : "cancelled");
        exchanges.answer(now, slot, isLate ? 504 : 502);
        return;
      case "again":
      case "replay":
        record.isReplayed ||= verdict === "replay";
        exchanges.detach(now, slot, "cancelled");
        exchanges.slots.move(now, slot, "retry");
        slot.request.rewind();
        response.failure = undefined;
        this.connect(now, slot);
    }
  }

  /** A connection stands: whatever waited for it is on its way. */
  ready(now: Micros, leg: BackLeg): void {
    const { backs, parts, slots } = this.#exchanges;
    const connection = backs.get(leg.conn);
    if (connection === undefined) return;
    if (!connection.isConnected) {
      connection.isConnected = true;
      parts.balancer.succeeded(now, connection.choice);
      for (const { record } of slots.links.of(leg.conn)) record.sentAt = now;
    }
    backs.settle(now, connection);
    parts.touch(leg);
  }

  lost(now: Micros, leg: BackLeg, how: BackLoss): void {
    const { backs, parts, slots } = this.#exchanges;
    const connection = backs.get(leg.conn);
    if (connection === undefined) return;
    const linked = [...slots.links.of(leg.conn)];
    if (isFailing(connection, how, linked)) {
      parts.metrics.count("backend.connections.error", connection.labels);
      parts.balancer.failed(now, connection.choice);
    }
    for (const slot of linked) {
      if (slot.token === leg.conn) this.#lostSlot(now, slot, how);
    }
    backs.settle(now, connection);
    parts.touch(leg);
  }

  #lostSlot(now: Micros, slot: Slot, how: BackLoss): void {
    const exchanges = this.#exchanges;
    const { record, response } = slot;
    record.isDialLate = how === "timeout";
    if (response.tunnel === undefined) {
      response.failure ??= "lost";
      this.failed(now, slot);
    } else if (how === "end" && response.tunnel.ended) {
      exchanges.unlink(now, slot, "done");
      exchanges.pump(now, slot);
    } else {
      exchanges.cut(now, slot);
    }
  }

  #dial(now: Micros, { decision }: Slot): BackConnection | undefined {
    const { backs, parts } = this.#exchanges;
    if (decision === undefined) return undefined;
    const choice = parts.balancer.pick(now, decision);
    return choice === undefined ? undefined : backs.dial(now, choice, decision);
  }

  #attach(now: Micros, slot: Slot, connection: BackConnection): void {
    const { accounts, backs, parts, slots } = this.#exchanges;
    const { leg, choice } = connection;
    const { record } = slot;
    record.backend = choice.id;
    record.backendAddress = choice.addressText;
    record.isOnUsed = leg.wasUsed;
    // RETRY-BOUND: only how the last attempt ended counts.
    record.isDialLate = false;
    record.sentAt = connection.isConnected ? now : undefined;
    accounts.retain(slot, record.labels);
    slots.move(now, slot, "link", leg.conn);
    parts.balancer.began(choice);
    leg.attach(now, slot);
    backs.settle(now, connection);
    parts.touch(leg);
  }

  /** ROUTE-503; "504 if the last attempt timed out". */
  #unavailable(now: Micros, slot: Slot): void {
    const { record } = slot;
    record.backend = undefined;
    record.backendAddress = undefined;
    if (record.isDialLate) record.discriminator = "backend_timeout";
    this.#exchanges.slots.move(now, slot, "unlink");
    this.#exchanges.answer(now, slot, record.isDialLate ? 504 : 503);
  }

  #countFailure({ response, record }: Slot): void {
    const { metrics } = this.#exchanges.parts;
    if (response.failure === "malformed") {
      metrics.count("http.backend_parse_errors", record.labels);
    }
    if (response.failure === "truncated" && response.head !== undefined) {
      metrics.count("h1.backend_eof_before_message_complete", record.labels);
    }
  }
}

/** RETRY-BACKOFF: refused, too late, or a fresh connection that ended before it did anything. */
function isFailing(
  { isConnected, leg }: BackConnection,
  how: BackLoss,
  linked: readonly Slot[],
): boolean {
  if (!isConnected) return true;
  if (leg.wasUsed || (how !== "end" && how !== "reset")) return false;
  return linked.some(({ response }) => {
    return response.head === undefined && response.failure === undefined;
  });
}
