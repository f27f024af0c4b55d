// Who subscribed to events, and what happens to one that does not read them. It does not know what
// an event says.

import type { Session } from "./session.ts";

export class Bus {
  readonly #subscribers = new Set<Session>();

  get size(): number {
    return this.#subscribers.size;
  }

  /** Twice is once. */
  add(session: Session): void {
    this.#subscribers.add(session);
  }

  remove(session: Session): void {
    this.#subscribers.delete(session);
  }

  has(session: Session): boolean {
    return this.#subscribers.has(session);
  }

  /**
   * EVENT-UNSUBSCRIBED, EVENT-PROMPT: to every subscriber, now.
   *
   * EVENT-SLOW-SUBSCRIBER: what is kept for one stays within the largest frame. Those for whom this
   * would be more are returned and get nothing more: they are to be cut off.
   */
  publish(payload: Uint8Array): readonly Session[] {
    const slow: Session[] = [];
    for (const session of this.#subscribers) {
      const { channel } = session;
      if (channel.pendingBytes + payload.length > channel.frameBytesMax) slow.push(session);
      else channel.send(payload);
    }
    for (const session of slow) this.#subscribers.delete(session);
    return slow;
  }
}
