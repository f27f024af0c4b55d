// A scripted master: starts workers, opens their channels, and sends them the WorkerRequests of
// its program: whatever binding the program names reaches the worker unchanged. It keeps no state
// of its own and answers no client.

import { decodeWorkerResponse } from "../../wire/index.ts";
import type {
  ConnectOutcome,
  ConnId,
  Digest,
  Host,
  Machine,
  Micros,
  NodeName,
} from "../machine.ts";
import { FramedConnection } from "./framed-connection.ts";
import type { Ignore } from "./ignore.ts";
import { ignore } from "./ignore.ts";
import { openConnectionJournal } from "./journal.ts";
import type { ActorJournal } from "./journal.ts";
import { ProgramClock } from "./program.ts";
import type { Program } from "./program.ts";

export interface ScriptedMasterOptions {
  /** The boot configuration of each worker, by node name. */
  readonly workers: ReadonlyMap<NodeName, Uint8Array>;
  readonly frameBytesMax: number;
  readonly journal: ActorJournal;
}

export class ScriptedMaster implements Machine {
  readonly onListen: Ignore = ignore;
  readonly onAccept: Ignore = ignore;
  readonly onSecure: Ignore = ignore;
  readonly onDatagram: Ignore = ignore;
  readonly onLoaded: Ignore = ignore;
  readonly onStored: Ignore = ignore;
  readonly onChildExit: Ignore = ignore;
  readonly onTurnEnd: Ignore = ignore;
  readonly #host: Host;
  readonly #options: ScriptedMasterOptions;
  readonly #clock: ProgramClock;
  readonly #byWorker = new Map<NodeName, FramedConnection>();
  readonly #byConn = new Map<ConnId, FramedConnection>();

  constructor(host: Host, program: Program, options: ScriptedMasterOptions) {
    this.#host = host;
    this.#options = options;
    this.#clock = new ProgramClock(host, program);
  }

  onStart(now: Micros): void {
    let conn: ConnId = 0;
    for (const [worker, config] of this.#options.workers) {
      conn += 2;
      this.#host.spawn(worker, config);
      this.#openChannel(now, conn, worker);
    }
    this.#clock.start(now);
  }

  onDeadline(now: Micros): void {
    for (const { action, connection, step } of this.#clock.takeDue(now)) {
      const channel = this.#byWorker.get(connection);
      if (action.kind === "send") {
        const { bytes, requests, requestId } = action;
        channel?.send(now, { step, bytes, requests, requestId });
      } else if (action.kind !== "open" && action.kind !== "http") {
        channel?.[action.kind](now);
      }
    }
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
    for (const channel of this.#byConn.values()) channel.digest(into);
  }

  #openChannel(now: Micros, conn: ConnId, worker: NodeName): void {
    const channel = new FramedConnection(this.#host, {
      conn,
      journal: openConnectionJournal(this.#options.journal, worker, now),
      decode: decodeWorkerResponse,
      frameBytesMax: this.#options.frameBytesMax,
    });
    this.#byWorker.set(worker, channel);
    this.#byConn.set(conn, channel);
    channel.open({ kind: "node", node: worker });
  }
}
