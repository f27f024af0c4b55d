// An origin: listens at an address and answers as its script says, on as many connections as come.

import type { ConnId, Digest, Host, Machine, Micros } from "../../machine.ts";
import { ignore, type Ignore } from "../ignore.ts";
import type { ActorJournal } from "../journal.ts";
import { Alarms } from "./alarms.ts";
import { AnswerScript } from "./answer-script.ts";
import type { Place } from "./connection.ts";
import { ExchangeBook } from "./exchange.ts";
import { H1Origin, type OriginOptions } from "./h1-origin.ts";
import { H2Origin } from "./h2-origin.ts";
import type { OriginSpec } from "./spec.ts";

const listener = 1;

export class HttpOrigin implements Machine {
  readonly onListen: Ignore = ignore;
  readonly onSecure: Ignore = ignore;
  readonly onConnect: Ignore = ignore;
  readonly onDatagram: Ignore = ignore;
  readonly onLoaded: Ignore = ignore;
  readonly onStored: Ignore = ignore;
  readonly onChildExit: Ignore = ignore;
  readonly #host: Host;
  readonly #spec: OriginSpec;
  readonly #journal: ActorJournal;
  readonly #book: ExchangeBook;
  readonly #alarms = new Alarms();
  readonly #options: OriginOptions;
  readonly #byConn = new Map<ConnId, H1Origin | H2Origin>();
  #accepted = 0;

  constructor(host: Host, spec: OriginSpec, journal: ActorJournal) {
    this.#host = host;
    this.#spec = spec;
    this.#journal = journal;
    this.#book = new ExchangeBook(host, journal);
    const { reads = true } = spec;
    this.#options = { script: new AnswerScript(spec.answers), alarms: this.#alarms, reads };
  }

  onStart(): void {
    this.#host.listen(listener, { kind: "inet", ...this.#spec.at }, {});
  }

  onAccept(now: Micros, conn: ConnId): void {
    this.#accepted += 1;
    const place: Place = {
      host: this.#host,
      conn,
      actor: this.#journal.actor,
      name: String(this.#accepted),
      book: this.#book,
    };
    const { protocol, greeting = "" } = this.#spec;
    const accepted =
      protocol === "h1"
        ? new H1Origin(place, this.#options)
        : new H2Origin(place, this.#spec, this.#options);
    this.#byConn.set(conn, accepted);
    accepted.greet(now, greeting);
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
    this.#byConn.delete(conn);
  }

  onDeadline(now: Micros): void {
    this.#alarms.ring(now);
  }

  onTurnEnd(now: Micros): void {
    const { nextAt } = this.#alarms;
    this.#host.setDeadline(nextAt === undefined ? undefined : Math.max(now, nextAt));
  }

  digest(_now: Micros, into: Digest): void {
    if (this.#alarms.nextAt !== undefined) into.duration(this.#alarms.nextAt);
    this.#book.digest(into);
  }
}
