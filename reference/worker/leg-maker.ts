// Makes sessions and legs: who speaks which version of HTTP on which socket. After that it is asked no
// more, but for the buffers that an HTTP/2 connection holds.

import type { ConnId, Micros } from "../host.ts";
import { Http1Back } from "../http1/back.ts";
import { Http1Front } from "../http1/front.ts";
import { Http2Back } from "../http2/back.ts";
import { Http2Front } from "../http2/front.ts";
import { defaultHttp2Options, type Http2Options } from "../http2/options.ts";
import { buffersMax } from "../mux/bounds.ts";
import { BufferPool } from "../mux/buffer-pool.ts";
import { Gauges } from "../mux/gauges.ts";
import type { BackLeg, FrontLeg, Leg } from "../mux/leg.ts";
import { ClientSession } from "../mux/session.ts";
import { Gathering, Socket } from "../mux/socket.ts";
import type { Timeouts } from "../mux/timeouts.ts";
import type { BackendChoice, ClientFacts, ForwardDecision } from "../routing/router.ts";
import { BackConnection, type Connection, FrontConnection, type Undecided } from "./connection.ts";
import type { DataPlaneParts } from "./data-plane.ts";
import type { OpenListener } from "./listening.ts";
import { Preface } from "./preface.ts";

/** When a client was accepted, from which its time for a request counts, and where. */
export interface Accepted {
  readonly at: Micros;
  readonly listener: OpenListener;
}

/** Whom new connections are told to. */
export interface Registrar {
  readonly add: (connection: Connection) => void;
  readonly touch: (leg: Leg) => void;
}

/** FLOW-STALL: D is at least this long. */
const stallMicrosLeast = 30_000_000;

export class LegMaker {
  readonly pool: BufferPool;
  readonly #parts: DataPlaneParts;
  readonly #registrar: Registrar;
  readonly #gauges: Gauges;
  readonly #gathering = new Gathering();
  /** A machine numbers the connections it opens 2, 4, 6, … */
  #opened: ConnId = 0;

  constructor(parts: DataPlaneParts, registrar: Registrar) {
    this.#parts = parts;
    this.pool = new BufferPool(parts.buffersMax ?? buffersMax);
    this.#registrar = registrar;
    this.#gauges = new Gauges(parts.host, parts.metrics);
  }

  /** False: there are no buffers, and the client is turned away. */
  open(now: Micros, client: ClientFacts, { at, listener }: Accepted): boolean {
    const { timeouts } = listener;
    const session = this.#session(timeouts, client);
    const isHttp2 = client.tls === undefined ? this.#parts.http2Only : client.tls.alpn === "h2";
    const isOpen = isHttp2
      ? this.#openHttp2(at, session, client, timeouts)
      : this.#openHttp1(now, session, client, { at, timeouts });
    if (isOpen) return true;
    session.frontGone(now, "fault");
    this.#parts.host.reset(client.conn);
    return false;
  }

  /** Gives the bytes to whoever speaks what they begin with. Returns how many were taken. */
  decide(now: Micros, connection: FrontConnection, bytes: Uint8Array): number {
    const { undecided } = connection;
    // DRAIN-NO-NEW, TIMEOUT-REQUEST: who was told that it is over begins nothing, in no version.
    if (undecided === undefined || undecided.socket.isEnded) {
      return connection.leg.onData(now, bytes);
    }
    const { preface } = undecided;
    const spoken = preface.judge(bytes);
    if (spoken === "unknown") return bytes.length;
    connection.undecided = undefined;
    if (spoken === "http2" && !this.#becomeHttp2(now, connection, undecided)) return bytes.length;
    const keptBytes = preface.bytes.length - bytes.length;
    return Math.max(0, connection.leg.onData(now, preface.bytes) - keptBytes);
  }

  /** The client has ended: what it did not say in full was HTTP/1. */
  settle(now: Micros, connection: FrontConnection): void {
    const { undecided } = connection;
    connection.undecided = undefined;
    if (undecided !== undefined && undecided.preface.bytes.length > 0) {
      connection.leg.onData(now, undecided.preface.bytes);
    }
  }

  ended({ buffer }: Connection): void {
    if (buffer !== undefined) this.pool.give(buffer);
  }

  #session(timeouts: Timeouts, client: ClientFacts): ClientSession {
    const { host, metrics, routes } = this.#parts;
    const { router, balancer } = routes;
    const session: ClientSession = new ClientSession({
      host,
      metrics,
      router,
      balancer,
      client,
      gauges: this.#gauges,
      pool: this.pool,
      touch: this.#registrar.touch,
      dial: (now, choice, decision) => this.#dial(now, session, { choice, decision, timeouts }),
    });
    return session;
  }

  #openHttp1(
    now: Micros,
    session: ClientSession,
    client: ClientFacts,
    { at, timeouts }: { readonly at: Micros; readonly timeouts: Timeouts },
  ): boolean {
    const slot = session.open(now);
    if (slot === undefined) return false;
    const { conn, scheme, tls } = client;
    const socket = new Socket(this.#parts.host, conn, this.#gathering);
    const leg = new Http1Front(at, { socket, session, slot, timeouts, scheme });
    // HTTP/2 with prior knowledge is spoken in the clear only.
    const undecided =
      tls === undefined ? { at, preface: new Preface(), slot, socket, timeouts } : undefined;
    this.#add(conn, session, leg, { buffer: undefined, undecided });
    return true;
  }

  #openHttp2(at: Micros, session: ClientSession, client: ClientFacts, timeouts: Timeouts): boolean {
    const buffer = this.pool.take();
    if (buffer === undefined) return false;
    const { conn } = client;
    const leg = this.#http2Front(at, conn, session, timeouts);
    this.#add(conn, session, leg, { buffer, undecided: undefined });
    return true;
  }

  #http2Front(at: Micros, conn: ConnId, session: ClientSession, timeouts: Timeouts): Http2Front {
    const { host, metrics } = this.#parts;
    return new Http2Front(at, { host, conn, session, metrics, options: optionsOf(timeouts) });
  }

  /** False: there is no buffer, and the client is turned away. */
  #becomeHttp2(now: Micros, connection: FrontConnection, undecided: Undecided): boolean {
    const { conn, session } = connection;
    session.forget(now, undecided.slot);
    const buffer = this.pool.take();
    if (buffer === undefined) {
      session.endNow(now);
      return false;
    }
    connection.buffer = buffer;
    connection.leg = this.#http2Front(undecided.at, conn, session, undecided.timeouts);
    session.lead(connection.leg);
    return true;
  }

  #add(
    conn: ConnId,
    session: ClientSession,
    leg: FrontLeg,
    held: Pick<FrontConnection, "buffer" | "undecided">,
  ): void {
    session.lead(leg);
    const connection = new FrontConnection(conn, session, leg);
    connection.buffer = held.buffer;
    connection.undecided = held.undecided;
    this.#registrar.add(connection);
  }

  #dial(
    now: Micros,
    session: ClientSession,
    { choice, decision, timeouts }: Dial,
  ): BackLeg | undefined {
    const { host, metrics } = this.#parts;
    const isHttp2 = decision.protocol === "http2";
    const buffer = isHttp2 ? this.pool.take() : undefined;
    if (isHttp2 && buffer === undefined) return undefined;
    this.#opened += 2;
    const conn = this.#opened;
    host.connect(conn, choice.address);
    if (!isHttp2) {
      const socket = new Socket(host, conn, this.#gathering);
      const leg = new Http1Back(now, { socket, session, timeouts });
      this.#registrar.add(new BackConnection(conn, session, leg));
      return leg;
    }
    const { connectMicros } = timeouts;
    const options = optionsOf(timeouts);
    const leg = new Http2Back(now, { host, conn, session, options, metrics, connectMicros });
    const connection = new BackConnection(conn, session, leg);
    connection.buffer = buffer;
    this.#registrar.add(connection);
    return leg;
  }
}

interface Dial {
  readonly choice: BackendChoice;
  readonly decision: ForwardDecision;
  readonly timeouts: Timeouts;
}

function optionsOf({ requestMicros, frontMicros, backMicros }: Timeouts): Http2Options {
  return {
    ...defaultHttp2Options,
    requestMicros,
    idleMicros: frontMicros,
    silenceMicros: backMicros,
    stallMicros: Math.max(stallMicrosLeast, backMicros),
  };
}
