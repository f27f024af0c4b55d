// A worker: one channel to its master, a lease table with a deadline of its own, metrics, the
// configuration it was given, and the data plane that serves by it. It answers each request exactly
// once, in order (a soft stop when everything is drained), and never knows who asked: that is the
// master's business.

import type { WorkerRequest } from "../../wire/index.ts";
import { Channel } from "../channel/channel.ts";
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
  SecureOutcome,
} from "../host.ts";
import { accepted } from "./answer.ts";
import type { DataPlane } from "./data-plane.ts";
import { Life } from "./life.ts";
import { MasterChannel } from "./master-channel.ts";
import type { StopKind } from "./verbs.ts";

export function createWorker(host: Host): Machine {
  return new Worker(host);
}

/** Nobody listened for the channel: it comes on this listener. */
const channelListener = 0;

class Worker implements Machine {
  readonly #host: Host;
  #started: Life | undefined;
  #link: MasterChannel | undefined;
  /** Soft stops that are answered when nothing is under way any more. */
  readonly #draining: string[] = [];
  /** Everything was said; the process ends when the last byte has left. */
  #isStopping = false;

  constructor(host: Host) {
    this.#host = host;
  }

  onStart(now: Micros, boot: Boot): void {
    this.#started = new Life(this.#host, now, boot);
  }

  onAccept(now: Micros, conn: ConnId, facts: AcceptFacts): void {
    if (facts.listener !== channelListener) {
      this.#elapse(now);
      this.#plane.onAccept(now, conn, facts);
      return;
    }
    if (this.#link !== undefined) {
      this.#host.reset(conn);
      return;
    }
    const { config, parts } = this.#life;
    const channel = new Channel(this.#host, conn, config.commandBufferBytesMax, true);
    this.#link = new MasterChannel(channel, parts.log);
  }

  onData(now: Micros, conn: ConnId, bytes: Uint8Array): number {
    const link = this.#linkOf(conn);
    if (link === undefined) {
      this.#elapse(now);
      return this.#plane.onData(now, conn, bytes);
    }
    if (this.#isStopping) return bytes.length;
    const taken = link.channel.offer(bytes);
    this.#work(now, link);
    return taken;
  }

  onWritable(now: Micros, conn: ConnId): void {
    const link = this.#linkOf(conn);
    if (link === undefined) {
      this.#elapse(now);
      this.#plane.onWritable(now, conn);
      return;
    }
    link.channel.writable();
    if (!this.#isStopping) this.#work(now, link);
  }

  /** The master is leaving; it may still read what it is owed. */
  onEnd(now: Micros, conn: ConnId): void {
    if (this.#linkOf(conn) !== undefined) {
      this.#leave();
      return;
    }
    this.#elapse(now);
    this.#plane.onEnd(now, conn);
  }

  /** Without its master nobody is left to work for. */
  onReset(now: Micros, conn: ConnId): void {
    if (this.#linkOf(conn) !== undefined) {
      this.#host.exit(0);
      return;
    }
    this.#elapse(now);
    this.#plane.onReset(now, conn);
  }

  onDeadline(now: Micros): void {
    this.#elapse(now);
    this.#plane.onDeadline(now);
  }

  onTurnEnd(now: Micros): void {
    const life = this.#life;
    this.#plane.onTurnEnd(now);
    this.#finishDrain();
    life.probe();
    if (this.#isStopping && (this.#link?.channel.pendingBytes ?? 0) === 0) {
      this.#host.exit(0);
      return;
    }
    const next = life.nextDeadline();
    this.#host.setDeadline(next === undefined ? undefined : Math.max(next, now));
  }

  digest(now: Micros, into: Digest): void {
    this.#started?.digest(now, into);
    into.int(this.#isStopping ? 1 : 0);
    into.int(this.#link?.channel.pendingBytes ?? -1);
  }

  onListen(_now: Micros, listener: ListenerId, outcome: ListenOutcome): void {
    this.#plane.onListen(listener, outcome);
  }

  onSecure(now: Micros, conn: ConnId, outcome: SecureOutcome): void {
    this.#elapse(now);
    this.#plane.onSecure(now, conn, outcome);
  }

  onConnect(now: Micros, conn: ConnId, outcome: ConnectOutcome): void {
    this.#elapse(now);
    this.#plane.onConnect(now, conn, outcome);
  }

  onDatagram(): void {
    // Its datagrams only leave.
  }

  onLoaded(): void {
    // Only a master loads.
  }

  onStored(): void {
    // Only a master stores.
  }

  onChildExit(): void {
    // It has no children.
  }

  get #life(): Life {
    if (this.#started === undefined) throw new Error("a worker was used before its start");
    return this.#started;
  }

  get #plane(): DataPlane {
    return this.#life.parts.plane;
  }

  #linkOf(conn: ConnId): MasterChannel | undefined {
    return this.#link?.channel.conn === conn ? this.#link : undefined;
  }

  /** The order on the wire is expiry first, then what the request changed, then its answer. */
  #work(now: Micros, link: MasterChannel): void {
    this.#elapse(now);
    for (let arrival = link.next(); arrival !== undefined; arrival = link.next()) {
      if (arrival.kind === "lost") this.#leave();
      if (arrival.kind === "request") this.#obey(now, link, arrival.request);
      if (this.#isStopping) return;
    }
    link.channel.resume();
  }

  #obey(now: Micros, link: MasterChannel, request: WorkerRequest): void {
    const answer = this.#life.obey(now, request);
    this.#tellNews(link);
    if (typeof answer === "string") this.#stop(now, link, request.id, answer);
    else link.answer(request.id, answer);
  }

  /** DRAIN-HARD, and soft as well while there is nothing to drain: it ends in this turn. */
  #stop(now: Micros, link: MasterChannel, id: string, kind: StopKind): void {
    const plane = this.#plane;
    link.progress(id);
    if (kind === "soft-stop") plane.drain(now);
    else plane.endAll(now);
    if (kind === "soft-stop" && plane.isBusy) {
      this.#life.parts.log.write("INFO", "soft-stop: what is in flight is finished first");
      this.#draining.push(id);
      return;
    }
    this.#life.parts.log.write("INFO", `${kind}: nothing is in flight`);
    this.#answerStops(link, id);
  }

  /** DRAIN-QUIESCED: as soon as nothing is left. */
  #finishDrain(): void {
    if (this.#draining.length === 0 || this.#plane.isBusy || this.#isStopping) return;
    if (this.#link !== undefined) this.#answerStops(this.#link);
  }

  #answerStops(link: MasterChannel, ...ids: readonly string[]): void {
    for (const id of [...this.#draining, ...ids]) link.answer(id, accepted());
    this.#draining.length = 0;
    this.#leave();
  }

  #leave(): void {
    this.#isStopping = true;
    this.#life.flushStatsd();
    this.#link?.channel.end();
  }

  #elapse(now: Micros): void {
    this.#life.elapse(now);
    if (this.#link !== undefined) this.#tellNews(this.#link);
  }

  #tellNews(link: MasterChannel): void {
    for (const transition of this.#life.parts.metering.takeNews()) link.event(transition);
  }
}
