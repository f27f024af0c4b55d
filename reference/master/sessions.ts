// The clients of one master, and which of them have something to be looked at before the turn ends.

import { sessionsMax } from "../bounds.ts";
import type { AcceptFacts, ConnId, Host, Micros } from "../host.ts";
import { Session } from "./session.ts";

const none: readonly Session[] = [];

export class Sessions {
  readonly #host: Host;
  readonly #frameBytesMax: number;
  readonly #byConn = new Map<ConnId, Session>();
  #touched: Session[] = [];

  constructor(host: Host, frameBytesMax: number) {
    this.#host = host;
    this.#frameBytesMax = frameBytesMax;
  }

  /** Undefined: there are too many. */
  open(conn: ConnId, facts: AcceptFacts): Session | undefined {
    if (this.#byConn.size >= sessionsMax) return undefined;
    const session = new Session(this.#host, conn, facts, this.#frameBytesMax);
    this.#byConn.set(conn, session);
    return session;
  }

  find(conn: ConnId): Session | undefined {
    return this.#byConn.get(conn);
  }

  all(): readonly Session[] {
    return [...this.#byConn.values()];
  }

  remove(session: Session): void {
    session.isGone = true;
    if (session.isTouched) this.#touched = this.#touched.filter((other) => other !== session);
    this.#byConn.delete(session.channel.conn);
  }

  /** Something about it changed: more of its requests may fit now, or it may be over. */
  touch(session: Session): void {
    if (session.isGone || session.isTouched) return;
    session.isTouched = true;
    this.#touched.push(session);
  }

  /** Those that were touched since the last call. */
  takeTouched(): readonly Session[] {
    if (this.#touched.length === 0) return none;
    const touched = this.#touched;
    this.#touched = [];
    for (const session of touched) session.isTouched = false;
    return touched;
  }

  /** When the first connection is to be cut. */
  nextCut(): Micros | undefined {
    let next: Micros | undefined;
    for (const { cutAt } of this.#byConn.values()) {
      if (cutAt !== undefined && (next === undefined || cutAt < next)) next = cutAt;
    }
    return next;
  }
}
