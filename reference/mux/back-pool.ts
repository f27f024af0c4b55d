// The connections to back ends of one client's session: they belong to it and are shared with nobody.
// It dials, finds one that stands, and holds what each is counted in. What is attached to one is known
// by the links.

import type { ConnId, Micros } from "../host.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { GaugeHold } from "../metrics/hold.ts";
import type { Labels } from "../metrics/labels.ts";
import type { BackendChoice, Balancer, ForwardDecision } from "../routing/router.ts";
import { parkedMax } from "./bounds.ts";
import type { Gauges } from "./gauges.ts";
import type { BackLeg, Leg } from "./leg.ts";

export interface BackConnection {
  readonly leg: BackLeg;
  readonly choice: BackendChoice;
  readonly labels: Labels;
  readonly holds: readonly GaugeHold[];
  isConnected: boolean;
}

export interface BackPoolParts {
  readonly balancer: Balancer;
  readonly metrics: Aggregator;
  readonly gauges: Gauges;
  /** Opens a socket and makes its leg. Undefined: there is no buffer for it. */
  dial(now: Micros, choice: BackendChoice, decision: ForwardDecision): BackLeg | undefined;
  touch(leg: Leg): void;
}

export class BackPool {
  readonly #parts: BackPoolParts;
  readonly #all = new Map<ConnId, BackConnection>();
  /** By cluster: those that may take another exchange, the longest idle first. */
  readonly #free = new Map<string, Set<BackConnection>>();

  constructor(parts: BackPoolParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#all.size;
  }

  get(token: ConnId): BackConnection | undefined {
    return this.#all.get(token);
  }

  /** H1-KEEPALIVE: one that stands is used where a new one would go as well. */
  reuse(decision: ForwardDecision): BackConnection | undefined {
    const free = this.#free.get(decision.cluster);
    if (free === undefined) return undefined;
    for (const connection of free) {
      if (!connection.leg.canTake) free.delete(connection);
      else if (this.#parts.balancer.isUsable(connection.choice, decision)) return connection;
    }
    return undefined;
  }

  /** GAUGE-BACKEND: counted from the dial on. */
  dial(now: Micros, choice: BackendChoice, decision: ForwardDecision): BackConnection | undefined {
    const { gauges, balancer } = this.#parts;
    const labels = { cluster: choice.cluster, backend: choice.id };
    const leg = this.#parts.dial(now, choice, decision);
    if (leg === undefined) return undefined;
    const holds = [
      gauges.take("backend.connections"),
      gauges.take("backend.pool.size"),
      gauges.take("connections_per_backend", labels),
    ];
    balancer.opened(choice);
    const connection = { leg, choice, labels, holds, isConnected: false };
    this.#all.set(leg.conn, connection);
    return connection;
  }

  /** After anything that may have changed whether it takes another exchange. */
  settle(now: Micros, connection: BackConnection): void {
    const { leg } = connection;
    if (leg.isGone) {
      this.release(leg.conn);
      return;
    }
    const { cluster } = connection.choice;
    const free = this.#free.get(cluster);
    if (!leg.canTake) free?.delete(connection);
    else if (free === undefined) this.#free.set(cluster, new Set([connection]));
    else this.#park(now, free, connection);
  }

  /** GAUGE-BACKEND: once, on whatever path the socket went. */
  release(token: ConnId): void {
    const connection = this.#all.get(token);
    if (connection === undefined) return;
    const { choice, holds } = connection;
    this.#all.delete(token);
    const free = this.#free.get(choice.cluster);
    free?.delete(connection);
    if (free?.size === 0) this.#free.delete(choice.cluster);
    for (const hold of holds) this.#parts.gauges.give(hold);
    this.#parts.balancer.closed(choice);
  }

  /** STREAM-NO-LEAK: the client is gone, and everything that was opened for it. */
  endAll(now: Micros): void {
    for (const connection of [...this.#all.values()]) this.#end(now, connection);
  }

  #park(now: Micros, free: Set<BackConnection>, connection: BackConnection): void {
    free.add(connection);
    if (free.size <= parkedMax) return;
    const [oldest] = free;
    if (oldest !== undefined && oldest !== connection) this.#end(now, oldest);
  }

  #end(now: Micros, { leg }: BackConnection): void {
    leg.endNow(now);
    this.#parts.touch(leg);
    if (leg.isGone) this.release(leg.conn);
  }
}
