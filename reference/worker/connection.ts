// One socket of a worker's data plane: the leg that speaks on it, the session it belongs to, and when
// it wants to be woken.

import type { ConnId, Micros } from "../host.ts";
import type { BackLeg, FrontLeg } from "../mux/leg.ts";
import type { ClientSession } from "../mux/session.ts";
import type { Slot } from "../mux/slot.ts";
import type { Socket } from "../mux/socket.ts";
import type { StreamBuffer } from "../mux/stream-buffer.ts";
import { Timer } from "../mux/timers.ts";
import type { Timeouts } from "../mux/timeouts.ts";
import type { Preface } from "./preface.ts";

/** A client that may yet turn out to speak HTTP/2; until then it is taken for HTTP/1. */
export interface Undecided {
  /** When it was accepted. */
  readonly at: Micros;
  readonly preface: Preface;
  readonly slot: Slot;
  readonly socket: Socket;
  readonly timeouts: Timeouts;
}

abstract class OneSocket {
  readonly conn: ConnId;
  readonly session: ClientSession;
  /** STREAM-BUFFERS: an HTTP/2 connection holds one. */
  buffer: StreamBuffer | undefined;
  isTouched = false;

  constructor(conn: ConnId, session: ClientSession) {
    this.conn = conn;
    this.session = session;
  }
}

export class FrontConnection extends OneSocket {
  readonly side = "front";
  readonly timer: Timer<Connection> = new Timer<Connection>(this);
  leg: FrontLeg;
  undecided: Undecided | undefined;

  constructor(conn: ConnId, session: ClientSession, leg: FrontLeg) {
    super(conn, session);
    this.leg = leg;
  }
}

export class BackConnection extends OneSocket {
  readonly side = "back";
  readonly timer: Timer<Connection> = new Timer<Connection>(this);
  readonly leg: BackLeg;

  constructor(conn: ConnId, session: ClientSession, leg: BackLeg) {
    super(conn, session);
    this.leg = leg;
  }
}

export type Connection = FrontConnection | BackConnection;
