// An operator: one process that opens as many connections to the command socket as its program
// names and sends what the program says. It waits for nothing, so requests may be pipelined; which
// reply belongs to which request is read from the journal (see exchange.ts). Renewer, subscriber
// and rogue are operators with a program of their own.

import { decodeResponse } from "../../wire/index.ts";
import type { ConnectOutcome, ConnId, Digest, Host, Machine, Micros } from "../machine.ts";
import { FramedConnection } from "./framed-connection.ts";
import type { Ignore } from "./ignore.ts";
import { ignore } from "./ignore.ts";
import { openConnectionJournal } from "./journal.ts";
import type { ActorJournal } from "./journal.ts";
import { ProgramClock } from "./program.ts";
import type { Program, ProgramStep } from "./program.ts";

export interface ClientOptions {
  readonly commandSocket: string;
  readonly frameBytesMax: number;
  readonly journal: ActorJournal;
  /** A name stands for one connection for good: what is sent on it after its end is lost. */
  readonly opensOnce?: boolean;
}

export class Operator implements Machine {
  readonly onListen: Ignore = ignore;
  readonly onAccept: Ignore = ignore;
  readonly onSecure: Ignore = ignore;
  readonly onDatagram: Ignore = ignore;
  readonly onLoaded: Ignore = ignore;
  readonly onStored: Ignore = ignore;
  readonly onChildExit: Ignore = ignore;
  readonly onTurnEnd: Ignore = ignore;
  readonly #host: Host;
  readonly #options: ClientOptions;
  readonly #clock: ProgramClock;
  readonly #byName = new Map<string, FramedConnection>();
  readonly #byConn = new Map<ConnId, FramedConnection>();
  #lastConn: ConnId = 0;

  constructor(host: Host, program: Program, options: ClientOptions) {
    this.#host = host;
    this.#options = options;
    this.#clock = new ProgramClock(host, program);
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
    for (const [name, connection] of this.#byName) {
      into.text(name);
      connection.digest(into);
    }
  }

  #do(now: Micros, step: ProgramStep): void {
    const { action } = step;
    if (action.kind === "open") {
      this.#usable(now, step.connection);
    } else if (action.kind === "send") {
      const { bytes, requests, requestId } = action;
      this.#usable(now, step.connection).send(now, { step: step.step, bytes, requests, requestId });
    } else if (action.kind !== "http") {
      this.#byName.get(step.connection)?.[action.kind](now);
    }
  }

  /** Opened at its first use, and as a rule again once nothing can be sent on it. */
  #usable(now: Micros, name: string): FramedConnection {
    const known = this.#byName.get(name);
    if (known !== undefined && (known.canSend || this.#options.opensOnce === true)) return known;
    this.#lastConn += 2;
    const conn = this.#lastConn;
    const opened = new FramedConnection(this.#host, {
      conn,
      journal: openConnectionJournal(this.#options.journal, name, now),
      decode: decodeResponse,
      frameBytesMax: this.#options.frameBytesMax,
    });
    this.#byName.set(name, opened);
    this.#byConn.set(conn, opened);
    opened.open({ kind: "unix", path: this.#options.commandSocket });
    return opened;
  }
}
