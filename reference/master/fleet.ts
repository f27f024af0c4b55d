// The workers of one master: started, listed, mourned and replaced. Ids only grow. What a worker's
// death means for the gathers it was part of is not decided here.

import {
  endedWorkersMax,
  fruitlessRestartsMax,
  restartPauseMicros,
  workerSettledMicros,
} from "../bounds.ts";
import { Channel } from "../channel/channel.ts";
import type { MasterConfig } from "../config/master-config.ts";
import { encodeWorkerConfig } from "../config/worker-config.ts";
import type { ConnId, Host, Micros, NodeName } from "../host.ts";
import { WorkerLink, workerName } from "./worker-link.ts";

export class Fleet {
  readonly #host: Host;
  readonly #config: MasterConfig;
  readonly #links = new Map<number, WorkerLink>();
  readonly #byConn = new Map<ConnId, WorkerLink>();
  #nextId = 0;
  #nextConn = 2;
  #fruitlessRestarts = 0;
  #restartAt: Micros | undefined;

  constructor(host: Host, config: MasterConfig) {
    this.#host = host;
    this.#config = config;
  }

  /** Starts what is missing; the new links, whose channels are still being made. */
  fill(now: Micros): readonly WorkerLink[] {
    const started: WorkerLink[] = [];
    while (this.living().length < this.#config.workerCount) started.push(this.start(now));
    return started;
  }

  /** Whom a request is scattered to, by ascending id. */
  living(): readonly WorkerLink[] {
    return [...this.#links.values()].filter(({ state }) => state !== "stopped");
  }

  /** All that are listed, the stopped ones too. */
  all(): readonly WorkerLink[] {
    return [...this.#links.values()];
  }

  byId(id: number): WorkerLink | undefined {
    return this.#links.get(id);
  }

  byConn(conn: ConnId): WorkerLink | undefined {
    return this.#byConn.get(conn);
  }

  byName(name: NodeName): WorkerLink | undefined {
    return this.all().find((link) => link.name === name);
  }

  /** The process is gone, or as good as gone. True: this is news. */
  bury(now: Micros, link: WorkerLink): boolean {
    if (link.state === "stopped") return false;
    link.state = "stopped";
    const wasFruitless = now - link.startedAt < workerSettledMicros;
    this.#fruitlessRestarts = wasFruitless ? this.#fruitlessRestarts + 1 : 0;
    // A worker that dies of its configuration would be replaced for ever at one instant.
    this.#restartAt =
      this.#fruitlessRestarts > fruitlessRestartsMax ? now + restartPauseMicros : now;
    this.#forgetOldest();
    return true;
  }

  /** Its channel is over. */
  sever(link: WorkerLink): void {
    this.#byConn.delete(link.channel.conn);
  }

  /** When somebody is to be replaced; undefined while nobody is. */
  nextDeadline(): Micros | undefined {
    return this.#config.workerAutomaticRestart ? this.#restartAt : undefined;
  }

  restartDue(now: Micros): boolean {
    const at = this.nextDeadline();
    if (at === undefined || now < at) return false;
    this.#restartAt = undefined;
    return true;
  }

  /** One more, whatever the number that is wanted. */
  start(now: Micros): WorkerLink {
    const id = this.#nextId;
    const conn = this.#nextConn;
    this.#nextId += 1;
    this.#nextConn += 2;
    const { commandBufferBytesMax, detail, http2Only, statsd, buffersMax } = this.#config;
    const config = {
      id,
      commandBufferBytesMax,
      detail,
      ...(http2Only === undefined ? {} : { http2Only }),
      ...(statsd === undefined ? {} : { statsd }),
      ...(buffersMax === undefined ? {} : { buffersMax }),
    };
    const channel = new Channel(this.#host, conn, commandBufferBytesMax, false);
    const link = new WorkerLink(id, channel, now);
    this.#links.set(id, link);
    this.#byConn.set(conn, link);
    this.#host.spawn(workerName(id), encodeWorkerConfig(config));
    this.#host.connect(conn, { kind: "node", node: workerName(id) });
    return link;
  }

  #forgetOldest(): void {
    const ended = this.all().filter(({ state }) => state === "stopped");
    for (const link of ended.slice(0, -endedWorkersMax)) {
      this.#host.reset(link.channel.conn);
      this.sever(link);
      this.#links.delete(link.id);
    }
  }
}
