// The peers of a recorded exchange as machines: clients that open their connections at their instants,
// and a back end that takes each connection it accepts for the next one that was recorded there, and acts
// as much later as it then did. A back end waits for ever for what it then heard.

import type { ConnectOutcome, ConnId, Host, Machine, Micros } from "../../../sim/index.ts";
import type { Tape } from "./capture.ts";
import { TapeConnection } from "./tape-connection.ts";

const host = "127.0.0.1";
const microsPerMilli = 1000;

export interface TapePeerOptions {
  readonly tapes: readonly Tape[];
  /** Absent: clients, and the port is the listener's. */
  readonly listensAt: number | undefined;
  /** Of the recording's zero. */
  readonly leadMicros: Micros;
  /** Told of each connection that comes to be. */
  readonly began: (connection: TapeConnection) => void;
}

const nothing = (): void => {
  // Peers of an exchange have no use for this input.
};

export class TapePeer implements Machine {
  readonly onListen: () => void = nothing;
  readonly onSecure: () => void = nothing;
  readonly onDatagram: () => void = nothing;
  readonly onLoaded: () => void = nothing;
  readonly onStored: () => void = nothing;
  readonly onChildExit: () => void = nothing;
  readonly #host: Host;
  readonly #options: TapePeerOptions;
  readonly #waiting: Tape[];
  readonly #connections = new Map<ConnId, TapeConnection>();
  #lastConn: ConnId = 0;

  constructor(itsHost: Host, options: TapePeerOptions) {
    this.#host = itsHost;
    this.#options = options;
    this.#waiting = [...options.tapes].sort((left, right) => left.openedAt - right.openedAt);
  }

  onStart(): void {
    const port = this.#options.listensAt;
    if (port !== undefined) this.#host.listen(1, { kind: "inet", host, port }, {});
  }

  onAccept(now: Micros, conn: ConnId): void {
    const tape = this.#waiting.shift();
    // It was not recorded that the back end was ever asked that often: it stays silent.
    if (tape === undefined) return;
    const zero = now - tape.openedAt * microsPerMilli;
    this.#begin(conn, new TapeConnection(this.#host, conn, tape, zero));
  }

  onConnect(_now: Micros, conn: ConnId, outcome: ConnectOutcome): void {
    const connection = this.#connections.get(conn);
    if (outcome === "connected") connection?.onWritable();
    else connection?.gone();
  }

  onData(_now: Micros, conn: ConnId, bytes: Uint8Array): number {
    this.#connections.get(conn)?.hear(bytes);
    return bytes.length;
  }

  onEnd(_now: Micros, conn: ConnId): void {
    this.#connections.get(conn)?.end();
  }

  onReset(_now: Micros, conn: ConnId): void {
    this.#connections.get(conn)?.gone();
  }

  onWritable(_now: Micros, conn: ConnId): void {
    this.#connections.get(conn)?.onWritable();
  }

  onDeadline(now: Micros): void {
    if (this.#options.listensAt !== undefined) return;
    const { leadMicros } = this.#options;
    for (;;) {
      const [tape] = this.#waiting;
      if (tape === undefined || leadMicros + tape.openedAt * microsPerMilli > now) return;
      this.#waiting.shift();
      this.#lastConn += 2;
      const conn = this.#lastConn;
      this.#host.connect(conn, { kind: "inet", host, port: tape.port });
      this.#begin(conn, new TapeConnection(this.#host, conn, tape, leadMicros));
    }
  }

  onTurnEnd(now: Micros): void {
    const instants: Micros[] = [];
    for (const connection of this.#connections.values()) {
      connection.play(now);
      const at = connection.nextAt();
      if (at !== undefined) instants.push(at);
    }
    const [tape] = this.#waiting;
    if (tape !== undefined && this.#options.listensAt === undefined) {
      instants.push(this.#options.leadMicros + tape.openedAt * microsPerMilli);
    }
    const next = Math.min(...instants);
    this.#host.setDeadline(next === Infinity ? undefined : Math.max(now, next));
  }

  #begin(conn: ConnId, connection: TapeConnection): void {
    this.#connections.set(conn, connection);
    this.#options.began(connection);
  }
}
