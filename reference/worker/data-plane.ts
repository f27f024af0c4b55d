// The worker's part of the data plane: which leg the input of a socket goes to, when each leg works and
// when it is woken, and how all of it drains. What a leg does with its bytes, and a session with its
// requests, is not known here.

import type { Request } from "../../wire/index.ts";
import type {
  AcceptFacts,
  BuffersProbe,
  ConnectOutcome,
  ConnId,
  Digest,
  Host,
  ListenerId,
  ListenOutcome,
  Micros,
  SecureOutcome,
} from "../host.ts";
import type { Log } from "../log.ts";
import type { Aggregator } from "../metrics/aggregator.ts";
import type { Leg } from "../mux/leg.ts";
import { Timers } from "../mux/timers.ts";
import type { ClientFacts } from "../routing/router.ts";
import type { ConfigurationState } from "../state/configuration-state.ts";
import { clientsMax, drainMicros } from "./bounds.ts";
import type { Connection } from "./connection.ts";
import { earlier } from "./earlier.ts";
import { Handshakes } from "./handshakes.ts";
import { type Accepted, LegMaker } from "./leg-maker.ts";
import { Listening, type OpenListener } from "./listening.ts";
import type { Routes } from "./routes.ts";

export interface DataPlaneParts {
  readonly host: Host;
  readonly metrics: Aggregator;
  readonly state: ConfigurationState;
  readonly log: Log;
  readonly routes: Routes;
  readonly buffersMax?: number | undefined;
  /** RFC 9113 §3.3: in the clear a client has to know that it is HTTP/2. Else the first bytes tell. */
  readonly http2Only: boolean;
}

export class DataPlane {
  readonly #parts: DataPlaneParts;
  readonly #listening: Listening;
  readonly #handshakes: Handshakes;
  readonly #maker: LegMaker;
  readonly #connections = new Map<ConnId, Connection>();
  readonly #timers = new Timers<Connection>();
  /** Legs that have something to do in this turn. */
  readonly #touched: Connection[] = [];
  #clients = 0;
  #isDraining = false;
  #drainDueAt: Micros | undefined;
  /** What was shown last. */
  #shown = { inUse: 0, refusals: 0, connections: 0 };
  #shownHighWater = 0;

  constructor(parts: DataPlaneParts) {
    this.#parts = parts;
    const { host, log, metrics } = parts;
    this.#listening = new Listening(host, log);
    this.#handshakes = new Handshakes(host, metrics);
    this.#maker = new LegMaker(parts, {
      add: (connection) => {
        this.#connections.set(connection.conn, connection);
        this.#touch(connection);
      },
      touch: (leg) => {
        this.#touchLeg(leg);
      },
    });
  }

  /** Whether a client is connected, or about to be. */
  get isBusy(): boolean {
    return this.#connections.size > 0 || this.#handshakes.size > 0;
  }

  /** For each request of the configuration that the state accepted, in that order. */
  apply(request: Request): void {
    this.#parts.routes.apply(request);
    if (!this.#isDraining) this.#listening.follow(this.#parts.state);
  }

  /** What decides what happens next, as far as it shows from outside. */
  digest(now: Micros, into: Digest): void {
    for (const { leg, session } of this.#connections.values()) {
      into.int(session.slotCount);
      into.int(session.backCount);
      into.duration(leg.nextDeadline() ?? now);
    }
    into.int(this.#isDraining ? 1 : 0);
  }

  onListen(listener: ListenerId, outcome: ListenOutcome): void {
    this.#listening.told(listener, outcome);
  }

  onAccept(now: Micros, conn: ConnId, facts: AcceptFacts): void {
    const { host, metrics } = this.#parts;
    const listener = this.#listening.of(facts);
    if (listener === undefined) {
      host.reset(conn);
      return;
    }
    metrics.count("listener.accepted.total");
    if (this.#clients + this.#handshakes.size >= clientsMax) {
      metrics.count("listener.connection_capped");
      host.reset(conn);
    } else if (listener.scheme === "https") {
      this.#handshakes.begin(conn, { at: now, facts, listener });
    } else {
      this.#open(now, clientFacts(conn, facts, listener), { at: now, listener });
    }
  }

  onSecure(now: Micros, conn: ConnId, outcome: SecureOutcome): void {
    const begun = this.#handshakes.end(conn);
    if (begun === undefined) return;
    if (outcome.kind === "failed") {
      this.#parts.metrics.count("https.upgrade.handshake.failed");
      return;
    }
    const { facts, listener } = begun;
    const client = { ...clientFacts(conn, facts, listener), tls: outcome.facts };
    this.#open(now, client, begun);
  }

  onConnect(now: Micros, conn: ConnId, outcome: ConnectOutcome): void {
    const connection = this.#connections.get(conn);
    if (connection?.side !== "back") return;
    connection.leg.onConnect(now, outcome);
    this.#touch(connection);
  }

  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number {
    const connection = this.#connections.get(conn);
    if (connection === undefined) return bytes.length;
    this.#touch(connection);
    if (connection.side === "front" && connection.undecided !== undefined) {
      return this.#maker.decide(now, connection, bytes);
    }
    return connection.leg.onData(now, bytes);
  }

  onEnd(now: Micros, conn: ConnId): void {
    const connection = this.#connections.get(conn);
    if (connection === undefined) return;
    if (connection.side === "front") this.#maker.settle(now, connection);
    connection.leg.onEnd(now);
    this.#touch(connection);
  }

  onReset(now: Micros, conn: ConnId): void {
    this.#handshakes.end(conn);
    const connection = this.#connections.get(conn);
    if (connection === undefined) return;
    connection.leg.onReset(now);
    this.#touch(connection);
  }

  onWritable(now: Micros, conn: ConnId): void {
    const connection = this.#connections.get(conn);
    if (connection === undefined) return;
    connection.leg.onWritable(now);
    this.#touch(connection);
  }

  onDeadline(now: Micros): void {
    this.#handshakes.expire(now);
    for (let due = this.#timers.due(now); due !== undefined; due = this.#timers.due(now)) {
      const at = due.leg.nextDeadline();
      // What happened at this instant may have put it off.
      if (at !== undefined && at <= now) due.leg.onDeadline(now);
      this.#touch(due);
    }
    if (this.#drainDueAt !== undefined && this.#drainDueAt <= now) this.endAll(now);
  }

  nextDeadline(): Micros | undefined {
    const connections = earlier(this.#timers.next(), this.#handshakes.nextDeadline());
    return earlier(connections, this.#drainDueAt);
  }

  /** DRAIN-NO-NEW, DRAIN-FINISHES */
  drain(now: Micros): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#drainDueAt = now + drainMicros;
    this.#listening.closeAll();
    this.#handshakes.endAll();
    for (const { session, side } of this.#connections.values()) {
      if (side === "front") session.drain(now);
    }
  }

  /** DRAIN-DEADLINE, DRAIN-HARD */
  endAll(now: Micros): void {
    this.#isDraining = true;
    this.#drainDueAt = undefined;
    this.#listening.closeAll();
    this.#handshakes.endAll();
    for (const { session, side } of [...this.#connections.values()]) {
      if (side === "front") session.endNow(now);
    }
  }

  /** Everything that was noted is done, and every socket gets what it takes. */
  onTurnEnd(now: Micros): void {
    if (this.#touched.length > 0) this.#serveTouched(now);
    this.#showBuffers();
  }

  /** GAUGE-SUM: an answer in the middle of a turn counts nobody who is gone. */
  forgetGone(): void {
    for (const connection of this.#touched) if (connection.leg.isGone) this.#look(connection);
  }

  #serveTouched(now: Micros): void {
    // It grows meanwhile: what one leg does may touch another.
    for (const connection of this.#touched) {
      connection.isTouched = false;
      if (!connection.leg.isGone) connection.leg.flush(now);
      this.#look(connection);
    }
    this.#touched.length = 0;
  }

  #open(now: Micros, client: ClientFacts, accepted: Accepted): void {
    if (this.#maker.open(now, client, accepted)) this.#count(1);
  }

  /** After a leg has worked: it may be gone, or want to be woken at another time. */
  #look(connection: Connection): void {
    const { leg, timer } = connection;
    if (!leg.isGone) {
      this.#timers.set(timer, leg.nextDeadline());
      return;
    }
    if (!this.#connections.delete(connection.conn)) return;
    this.#timers.set(timer, undefined);
    this.#maker.ended(connection);
    if (connection.side === "front") this.#count(-1);
    else connection.session.backForgotten(connection.leg);
  }

  #touchLeg(leg: Leg): void {
    const connection = this.#connections.get(leg.conn);
    if (connection !== undefined) this.#touch(connection);
  }

  #touch(connection: Connection): void {
    if (connection.isTouched) return;
    connection.isTouched = true;
    this.#touched.push(connection);
  }

  #count(change: number): void {
    this.#clients += change;
    this.#parts.metrics.set("client.connections", this.#clients);
  }

  /** STREAM-BUFFERS */
  #showBuffers(): void {
    const { host, metrics } = this.#parts;
    const { inUse, refusals, highWater, max } = this.#maker.pool;
    const { size: connections } = this.#connections;
    const shown = this.#shown;
    if (inUse !== shown.inUse) metrics.set("buffer.in_use", inUse);
    if (highWater > this.#shownHighWater) {
      this.#shownHighWater = highWater;
      metrics.set("buffer.high_water", highWater);
    }
    const isNews =
      inUse !== shown.inUse || refusals !== shown.refusals || connections !== shown.connections;
    if (!isNews) return;
    this.#shown = { inUse, refusals, connections };
    if (!host.probing) return;
    const timers = this.#timers.running + this.#handshakes.timers;
    const pool = { inUse, refusals, highWater, max };
    host.probe({ kind: "buffers", ...pool, connections, timers, ...this.#held() });
  }

  #held(): Pick<BuffersProbe, "slots" | "links" | "http2Connections"> {
    let slots = 0;
    let links = 0;
    let http2Connections = 0;
    for (const { side, session, buffer } of this.#connections.values()) {
      if (buffer !== undefined) http2Connections += 1;
      if (side !== "front") continue;
      slots += session.slotCount;
      links += session.linkCount;
    }
    return { slots, links, http2Connections };
  }
}

function clientFacts(conn: ConnId, facts: AcceptFacts, listener: OpenListener): ClientFacts {
  const { local, remote } = facts;
  return {
    conn,
    listener: listener.address,
    scheme: listener.scheme,
    local,
    remote,
    tls: undefined,
  };
}
