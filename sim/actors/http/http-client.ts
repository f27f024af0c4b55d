// A client of HTTP: one process that opens as many connections as its program names and asks what the
// program says, without waiting for anything. What came of it is in its exchanges.

import type {
  ClientHello,
  ConnectOutcome,
  ConnId,
  Digest,
  Host,
  Machine,
  Micros,
} from "../../machine.ts";
import { ignore, type Ignore } from "../ignore.ts";
import type { ActorJournal } from "../journal.ts";
import { type HttpAct, type Program, ProgramClock, type ProgramStep } from "../program.ts";
import type { ClientConnection, Place } from "./connection.ts";
import { ExchangeBook } from "./exchange.ts";
import { H1Client } from "./h1-client.ts";
import { H2Client } from "./h2-client.ts";
import type { ClientSpec } from "./spec.ts";

export class HttpClient implements Machine {
  readonly onListen: Ignore = ignore;
  readonly onAccept: Ignore = ignore;
  readonly onSecure: Ignore = ignore;
  readonly onDatagram: Ignore = ignore;
  readonly onLoaded: Ignore = ignore;
  readonly onStored: Ignore = ignore;
  readonly onChildExit: Ignore = ignore;
  readonly onTurnEnd: Ignore = ignore;
  readonly #host: Host;
  readonly #spec: ClientSpec;
  readonly #journal: ActorJournal;
  readonly #clock: ProgramClock;
  readonly #book: ExchangeBook;
  readonly #byName = new Map<string, ClientConnection>();
  readonly #byConn = new Map<ConnId, ClientConnection>();
  #lastConn: ConnId = 0;

  constructor(host: Host, program: Program, spec: ClientSpec, journal: ActorJournal) {
    this.#host = host;
    this.#spec = spec;
    this.#journal = journal;
    this.#clock = new ProgramClock(host, program);
    this.#book = new ExchangeBook(host, journal);
  }

  onStart(now: Micros): void {
    this.#clock.start(now);
  }

  onDeadline(now: Micros): void {
    for (const step of this.#clock.takeDue(now)) this.#do(now, step);
  }

  onConnect(now: Micros, conn: ConnId, outcome: ConnectOutcome): void {
    this.#byConn.get(conn)?.onConnect(now, outcome);
  }

  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number {
    return this.#byConn.get(conn)?.onData(now, bytes) ?? bytes.length;
  }

  onWritable(now: Micros, conn: ConnId): void {
    this.#byConn.get(conn)?.onWritable(now);
  }

  onEnd(now: Micros, conn: ConnId): void {
    this.#byConn.get(conn)?.onEnd(now);
  }

  onReset(now: Micros, conn: ConnId): void {
    this.#byConn.get(conn)?.onReset(now);
  }

  digest(_now: Micros, into: Digest): void {
    this.#clock.digest(into);
    this.#book.digest(into);
  }

  #do(now: Micros, step: ProgramStep): void {
    const { action } = step;
    if (action.kind === "http") {
      this.#act(now, step, action.act);
    } else if (action.kind === "open") {
      this.#usable(step.connection);
    } else if (action.kind !== "send") {
      this.#byName.get(step.connection)?.[action.kind](now);
    }
  }

  #act(now: Micros, { step: label, connection: name }: ProgramStep, act: HttpAct): void {
    // What goes on with a request goes on where it was made, though nothing else can be asked there.
    const asks = act.kind === "request" || act.kind === "bytes";
    const connection = asks ? this.#usable(name) : (this.#byName.get(name) ?? this.#usable(name));
    switch (act.kind) {
      case "request":
        connection.request(now, label ?? "", act.spec);
        return;
      case "bytes":
        connection.raw(now, act.bytes, label);
        return;
      case "goOn":
        connection.goOn(now, label ?? "", act.bytes);
        return;
      case "abort":
        connection.abort(now, label ?? "", act.code);
        return;
      case "credit":
        connection.credit(now, label, act.bytes);
        return;
      case "frame":
        connection.frame(now, act.frame, act.on);
        return;
    }
  }

  #hello(): ClientHello | undefined {
    const { protocol, serverName, tls } = this.#spec;
    if (serverName === undefined) return undefined;
    const alpn = protocol === "h2" ? "h2" : "http/1.1";
    return { serverName: serverName === "" ? undefined : serverName, alpn, ...tls };
  }

  /** Opened at its first use, and again once nothing can be asked on it. */
  #usable(name: string): ClientConnection {
    const known = this.#byName.get(name);
    if (known?.canAsk === true) return known;
    this.#lastConn += 2;
    const { protocol, to } = this.#spec;
    const place: Place = {
      host: this.#host,
      conn: this.#lastConn,
      actor: this.#journal.actor,
      name,
      book: this.#book,
    };
    this.#host.connect(place.conn, { kind: "inet", ...to }, this.#hello());
    const opened = protocol === "h1" ? new H1Client(place) : new H2Client(place, this.#spec);
    this.#byName.set(name, opened);
    this.#byConn.set(place.conn, opened);
    return opened;
  }
}
