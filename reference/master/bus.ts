// Who subscribed to events, and what happens to one that does not read them. It does not know what
// an event says.

import type { Host } from "../host.ts";
import type { Session } from "./session.ts";

export class Bus {
  readonly #subscribers = new Set<Session>();
  /** What a probe showed last; nothing for those for whom nothing is kept. */
  readonly #shownBytes = new Map<Session, number>();

  get size(): number {
    return this.#subscribers.size;
  }

  /** Shows what is kept for subscribers, where it is not what was shown last. */
  probe(host: Host): void {
    for (const session of this.#subscribers) {
      const { conn, pendingBytes: bytes } = session.channel;
      if (bytes === (this.#shownBytes.get(session) ?? 0)) continue;
      this.#shownBytes.set(session, bytes);
      host.probe({ kind: "held", conn, bytes });
    }
  }

  /** Twice is once. */
  add(session: Session): void {
    this.#subscribers.add(session);
  }

  remove(session: Session): void {
    this.#subscribers.delete(session);
    this.#shownBytes.delete(session);
  }

  has(session: Session): boolean {
    return this.#subscribers.has(session);
  }

  /** EVENT-SLOW-SUBSCRIBER: whether replies have brought more than may be kept for a subscriber. */
  isOverfull(session: Session): boolean {
    const { pendingBytes, frameBytesMax } = session.channel;
    return pendingBytes > frameBytesMax && this.has(session);
  }

  /**
   * EVENT-UNSUBSCRIBED, EVENT-PROMPT: to every subscriber, now.
   *
   * EVENT-SLOW-SUBSCRIBER: what is kept for one stays within the largest frame. Those for whom this
   * would be more are returned and get nothing more: they are to be cut off.
   */
  publish(frame: Uint8Array): readonly Session[] {
    const slow: Session[] = [];
    for (const session of this.#subscribers) {
      const { channel } = session;
      if (channel.pendingBytes + frame.length > channel.frameBytesMax) slow.push(session);
      else channel.send(frame);
    }
    for (const session of slow) this.#subscribers.delete(session);
    return slow;
  }
}
