// Clients of a TLS listener between their accept and the end of their handshake, which takes no longer
// than a request may take to come.

import type { AcceptFacts, ConnId, Host, Micros } from "../host.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { GaugeHold } from "../metrics/hold.ts";
import { Gauges } from "../mux/gauges.ts";
import { Timer, Timers } from "../mux/timers.ts";
import type { OpenListener } from "./listening.ts";

export interface Begun {
  /** When it was accepted. */
  readonly at: Micros;
  readonly facts: AcceptFacts;
  readonly listener: OpenListener;
}

interface Handshake extends Begun {
  readonly conn: ConnId;
  readonly hold: GaugeHold;
  readonly timer: Timer<ConnId>;
}

export class Handshakes {
  readonly #host: Host;
  readonly #gauges: Gauges;
  readonly #open = new Map<ConnId, Handshake>();
  readonly #timers = new Timers<ConnId>();

  constructor(host: Host, metrics: Aggregator) {
    this.#host = host;
    this.#gauges = new Gauges(host, metrics);
  }

  get size(): number {
    return this.#open.size;
  }

  begin(conn: ConnId, begun: Begun): void {
    const timer = new Timer(conn);
    const hold = this.#gauges.take("protocol.tls.handshake");
    this.#open.set(conn, { ...begun, conn, hold, timer });
    this.#timers.set(timer, begun.at + begun.listener.timeouts.requestMicros);
  }

  /** Undefined: there is none. */
  end(conn: ConnId): Begun | undefined {
    const handshake = this.#open.get(conn);
    if (handshake === undefined) return undefined;
    this.#open.delete(conn);
    this.#timers.set(handshake.timer, undefined);
    this.#gauges.give(handshake.hold);
    return handshake;
  }

  /** Timers that run. */
  get timers(): number {
    return this.#timers.running;
  }

  nextDeadline(): Micros | undefined {
    return this.#timers.next();
  }

  /** TIMEOUT-REQUEST */
  expire(now: Micros): void {
    for (let conn = this.#timers.due(now); conn !== undefined; conn = this.#timers.due(now)) {
      this.#cut(conn);
    }
  }

  endAll(): void {
    for (const conn of [...this.#open.keys()]) this.#cut(conn);
  }

  #cut(conn: ConnId): void {
    this.end(conn);
    this.#host.reset(conn);
  }
}
