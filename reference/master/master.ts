// A master: takes the inputs of its host to whom they concern, and closes each turn. Clients come in
// over the command socket, workers over one channel each; what they ask and answer is handled in the
// files beside this one.

import { decodeWorkerResponse, ResponseStatus, type FrameResult } from "../../wire/index.ts";
import { decodeMasterConfig } from "../config/master-config.ts";
import type {
  AcceptFacts,
  Boot,
  ConnectOutcome,
  ConnId,
  Digest,
  Host,
  ListenerId,
  ListenOutcome,
  Machine,
  Micros,
  NodeName,
} from "../host.ts";
import { Log } from "../log.ts";
import { bootMaster, launch } from "./boot.ts";
import { Control } from "./control.ts";
import { digestMaster } from "./digest.ts";
import { pump } from "./dispatch.ts";
import { workerEventFrame } from "./replies.ts";
import type { Session } from "./session.ts";
import type { WorkerLink } from "./worker-link.ts";

export function createMaster(host: Host): Machine {
  return new Master(host);
}

const commandListener: ListenerId = 1;

class Master implements Machine {
  readonly #host: Host;
  #started: Control | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  onStart(now: Micros, boot: Boot): void {
    const config = decodeMasterConfig(boot.config);
    const control = new Control(this.#host, config, new Log(this.#host, boot.name));
    this.#started = control;
    this.#host.listen(commandListener, { kind: "unix", path: config.commandSocket }, {});
    bootMaster(control, now);
  }

  onListen(_now: Micros, _listener: ListenerId, outcome: ListenOutcome): void {
    if (outcome === "listening") return;
    this.#control.log.write("ERROR", `the command socket cannot be opened: ${outcome}`);
    this.#host.exit(1);
  }

  onAccept(_now: Micros, conn: ConnId, facts: AcceptFacts): void {
    if (this.#control.sessions.open(conn, facts) !== undefined) return;
    this.#control.log.write("WARN", "a client was turned away: there are too many");
    this.#host.reset(conn);
  }

  onConnect(now: Micros, conn: ConnId, outcome: ConnectOutcome): void {
    const link = this.#control.fleet.byConn(conn);
    if (link === undefined) return;
    if (outcome !== "connected") {
      this.#sever(now, link);
      return;
    }
    if (link.state === "starting") link.state = "running";
    link.channel.writable();
  }

  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number {
    const control = this.#control;
    control.leases.expire(now);
    const link = control.fleet.byConn(conn);
    if (link !== undefined) return this.#hear(now, link, bytes);
    const session = control.sessions.find(conn);
    if (session === undefined || session.inputEnded) return bytes.length;
    const taken = session.channel.offer(bytes);
    pump(control, now, session);
    return taken;
  }

  onWritable(_now: Micros, conn: ConnId): void {
    const { fleet, sessions } = this.#control;
    fleet.byConn(conn)?.channel.writable();
    const session = sessions.find(conn);
    if (session === undefined) return;
    session.channel.writable();
    sessions.touch(session);
  }

  onEnd(now: Micros, conn: ConnId): void {
    const control = this.#control;
    const link = control.fleet.byConn(conn);
    if (link !== undefined) this.#sever(now, link);
    const session = control.sessions.find(conn);
    if (session === undefined) return;
    session.peerEnded = true;
    session.inputEnded = true;
    control.sessions.touch(session);
  }

  /** FANOUT-REQUESTER-GONE: what the client asked for goes on. */
  onReset(now: Micros, conn: ConnId): void {
    const control = this.#control;
    const link = control.fleet.byConn(conn);
    if (link !== undefined) this.#sever(now, link);
    const session = control.sessions.find(conn);
    if (session !== undefined) control.drop(session);
  }

  onDeadline(now: Micros): void {
    const control = this.#control;
    control.leases.expire(now);
    for (const gather of control.fanOut.wake(now)) control.fanOut.expire(now, gather);
    control.files.expire(now);
  }

  onLoaded(now: Micros, name: string, bytes: Uint8Array | undefined): void {
    this.#control.files.answer(now, name, { kind: "loaded", bytes });
  }

  onStored(now: Micros, name: string, ok: boolean): void {
    this.#control.files.answer(now, name, { kind: "stored", ok });
  }

  /** Its last answers may still be on their way: what it owes is lost with its channel only. */
  onChildExit(now: Micros, child: NodeName): void {
    const link = this.#control.fleet.byName(child);
    if (link !== undefined) this.#bury(now, link);
  }

  onTurnEnd(now: Micros): void {
    const control = this.#control;
    this.#settle(now);
    control.probe();
    if (!control.isStopping && control.fleet.restartDue(now)) launch(control, now);
    if (this.#mayLeave(now)) {
      this.#host.exit(0);
      return;
    }
    const next = this.#nextDeadline();
    this.#host.setDeadline(next === undefined ? undefined : Math.max(next, now));
  }

  onSecure(): void {
    // It has no TLS listener.
  }

  onDatagram(): void {
    // It has no datagram listener.
  }

  digest(_now: Micros, into: Digest): void {
    if (this.#started !== undefined) digestMaster(this.#started, into);
  }

  get #control(): Control {
    if (this.#started === undefined) throw new Error("a master was used before its start");
    return this.#started;
  }

  #hear(now: Micros, link: WorkerLink, bytes: Uint8Array): number {
    const taken = link.channel.offer(bytes);
    for (let result = link.channel.next(); result !== undefined; result = link.channel.next()) {
      this.#hearFrame(now, link, result);
    }
    link.channel.resume();
    return taken;
  }

  #hearFrame(now: Micros, link: WorkerLink, result: FrameResult): void {
    const control = this.#control;
    if (result.kind !== "frame") {
      control.log.write("ERROR", `worker ${link.id} sent a frame of ${result.declared} bytes`);
      if (result.kind === "oversize") this.#sever(now, link);
      return;
    }
    const decoded = decodeWorkerResponse(result.payload);
    if (!decoded.ok) {
      control.log.write("ERROR", `worker ${link.id} sent no answer: ${decoded.fault.kind}`);
      return;
    }
    const { content } = decoded.message;
    if (content?.contentType.case === "event") {
      // EVENT-PROMPT: in this turn, to whoever subscribed.
      if (control.hasSubscribers) control.publish(workerEventFrame(link.id, content));
      return;
    }
    if (control.fanOut.answer(now, link.id, decoded.message)) return;
    const { status, message } = decoded.message;
    const level = status === ResponseStatus.FAILURE ? "WARN" : "DEBUG";
    control.log.write(level, `worker ${link.id} answered what nobody waits for: ${message}`);
  }

  /** Nothing more will come from it: what it owes fails now (FANOUT-DEATH). */
  #sever(now: Micros, link: WorkerLink): void {
    const control = this.#control;
    this.#host.kill(link.name);
    this.#host.reset(link.channel.conn);
    control.fleet.sever(link);
    this.#bury(now, link);
    control.fanOut.lose(now, link.id);
  }

  #bury(now: Micros, link: WorkerLink): void {
    const control = this.#control;
    if (control.bury(now, link) && !control.isStopping) {
      control.log.write("WARN", `worker ${link.id} is gone`);
    }
  }

  /** Whoever got room is read on; whoever is done is let go. */
  #serveTouched(now: Micros): void {
    const { sessions } = this.#control;
    let touched = sessions.takeTouched();
    while (touched.length > 0) {
      for (const session of touched) this.#serve(now, session);
      touched = sessions.takeTouched();
    }
  }

  /** A reply that leaves makes room for requests, and a client that is let go holds up no reply. */
  #settle(now: Micros): void {
    do {
      this.#serveTouched(now);
      this.#cut(now);
    } while (this.#control.waiting.serve(now));
  }

  #serve(now: Micros, session: Session): void {
    const control = this.#control;
    pump(control, now, session);
    if (session.isOver) control.drop(session);
    else control.cutOffIfSlow(session);
  }

  #cut(now: Micros): void {
    const control = this.#control;
    const next = control.sessions.nextCut();
    if (next === undefined || now < next) return;
    for (const session of control.sessions.all()) {
      if (session.cutAt === undefined || now < session.cutAt) continue;
      this.#host.reset(session.channel.conn);
      control.drop(session);
    }
  }

  /** DRAIN-HARD: with the last answer, unless a client still reads what it is owed. */
  #mayLeave(now: Micros): boolean {
    const { exitAt, sessions } = this.#control;
    if (exitAt === undefined) return false;
    for (const session of sessions.all()) session.channel.end();
    return now >= exitAt || sessions.all().every(({ channel }) => channel.pendingBytes === 0);
  }

  #nextDeadline(): Micros | undefined {
    const { fanOut, files, fleet, leases, sessions, isStopping, exitAt } = this.#control;
    const requests = sooner(fanOut.nextDeadline(), files.nextDeadline());
    const connections = sooner(sessions.nextCut(), isStopping ? undefined : fleet.nextDeadline());
    return sooner(sooner(requests, connections), sooner(leases.nextExpiry(), exitAt));
  }
}

function sooner(left: Micros | undefined, right: Micros | undefined): Micros | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Math.min(left, right);
}
