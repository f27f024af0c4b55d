// The master between its inputs and its verbs: what a verb may use, and the two ways in which a
// request goes on: to the workers, or to its end with one reply and one audit row. It routes no
// input (`master.ts` does), and what a verb means is not known here.

import {
  create,
  encodeWorkerRequest,
  EventKind,
  EventSchema,
  FRAME_PREFIX_BYTES,
  WorkerRequestSchema,
  type Event,
} from "../../wire/index.ts";
import { expansionBytesMax, microsPerMilli, microsPerSecond } from "../bounds.ts";
import type { MasterConfig } from "../config/master-config.ts";
import type { Host, Micros } from "../host.ts";
import { LeaseTable } from "../lease/table.ts";
import type { Log } from "../log.ts";
import { Aggregator } from "../metrics/aggregator.ts";
import { ConfigurationState } from "../state/configuration-state.ts";
import { RequestCounter } from "../state/request-counter.ts";
import { writeAuditRow } from "./audit-trail.ts";
import { Bus } from "./bus.ts";
import { Claims } from "./claims.ts";
import { FanOut } from "./fan-out.ts";
import { Files } from "./files.ts";
import { Fleet } from "./fleet.ts";
import { failed, type Conclusion, type Order } from "./order.ts";
import { masterEventFrame, progressFrame, terminalFrame } from "./replies.ts";
import type { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";
import type { Task } from "./task.ts";
import { Waiting } from "./waiting.ts";
import type { WorkerLink } from "./worker-link.ts";

/** Longer than any id of ours, for judging a request before it has one. */
const idForMeasure = "0".repeat(40);

export class Control {
  readonly host: Host;
  readonly config: MasterConfig;
  readonly log: Log;
  readonly fleet: Fleet;
  readonly sessions: Sessions;
  readonly fanOut: FanOut;
  readonly leases: LeaseTable;
  readonly claims: Claims;
  readonly metrics: Aggregator;
  readonly requestCounter: RequestCounter = new RequestCounter();
  readonly state: ConfigurationState = new ConfigurationState();
  readonly files: Files = new Files();
  readonly waiting: Waiting = new Waiting();
  /** A stop was accepted: nobody is replaced and nothing new is begun. */
  isStopping = false;
  /** A hard stop was: it is the one that ends what is left. */
  isStoppingHard = false;
  /** Set when all is done: from then on the master leaves as soon as its clients have read. */
  exitAt: Micros | undefined;
  readonly #bus = new Bus();

  constructor(host: Host, config: MasterConfig, log: Log) {
    this.host = host;
    this.config = config;
    this.log = log;
    this.fleet = new Fleet(host, config);
    this.sessions = new Sessions(host, config.commandBufferBytesMax);
    this.leases = new LeaseTable(config.detail);
    this.claims = new Claims(this.leases);
    this.metrics = new Aggregator(config.detail);
    this.fanOut = new FanOut((micros) => {
      this.metrics.record("command.fan_out_time", Math.trunc(micros / microsPerMilli));
    });
  }

  /** When a request that is scattered now is to be answered by. */
  workerDeadline(now: Micros): Micros {
    return now + this.config.workerTimeoutSeconds * microsPerSecond;
  }

  /**
   * FANOUT-EXPANSION: whether a request still fits when it is on its way to a worker. `bytes` is
   * what it took on its way here: far below the limit nothing need be measured.
   */
  fitsWorkers(
    request: Order["request"],
    bytes: number = this.config.commandBufferBytesMax,
  ): boolean {
    const { commandBufferBytesMax } = this.config;
    if (bytes + expansionBytesMax <= commandBufferBytesMax) return true;
    const message = create(WorkerRequestSchema, { id: idForMeasure, content: request });
    return encodeWorkerRequest(message).length + FRAME_PREFIX_BYTES <= commandBufferBytesMax;
  }

  /** Asks every living worker, or those that are named. */
  scatter(now: Micros, task: Task, links: readonly WorkerLink[] = this.fleet.living()): void {
    this.fanOut.scatter(now, task, links);
  }

  /** The process is gone, or as good as gone. True: this is news. */
  bury(now: Micros, link: WorkerLink): boolean {
    if (!this.fleet.bury(now, link)) return false;
    this.claims.bury(link.id);
    return true;
  }

  progress(order: Order, message: string): void {
    this.progressFrame(order, progressFrame(message));
  }

  /** The same with a reply that is there already. */
  progressFrame(order: Order, frame: Uint8Array): void {
    if (order.session.isGone || order.isConcluded) return;
    const { session } = order;
    if (!session.canTake(frame)) return;
    session.progress(order.slot, frame);
    if (session.channel.pendingBytes > 0) this.sessions.touch(session);
  }

  /** FANOUT-ONE-TERMINAL, AUDIT-CANONICAL. FANOUT-REQUESTER-GONE: the row is written all the same. */
  conclude(order: Order, conclusion: Conclusion): void {
    if (order.isConcluded) throw new Error(`${order.verb} was concluded twice`);
    order.isConcluded = true;
    if (order.session.isGone) {
      writeAuditRow(this.host, order, conclusion);
      return;
    }
    const { told, frame } = fitting(order.session, conclusion);
    // What workers did stands in the row, though there be no room to tell it.
    writeAuditRow(this.host, order, conclusion.tally === undefined ? told : conclusion);
    this.finish(order, frame);
  }

  /** The terminal reply alone, for what was no request. */
  reply(asked: Pick<Order, "session" | "slot">, conclusion: Conclusion): void {
    if (!asked.session.isGone) this.finish(asked, fitting(asked.session, conclusion).frame);
  }

  private finish({ session, slot }: Pick<Order, "session" | "slot">, frame: Uint8Array): void {
    if (session.finish(slot, frame)) this.#subscribe(session);
    this.sessions.touch(session);
  }

  /** An event of the master itself. */
  announce(event: Event): void {
    if (this.hasSubscribers) this.publish(masterEventFrame(event));
  }

  publish(frame: Uint8Array): void {
    for (const session of this.#bus.publish(frame)) this.#cutOff(session);
  }

  /** EVENT-SLOW-SUBSCRIBER: what it asked for counts like what it is told. */
  cutOffIfSlow(session: Session): void {
    if (this.#bus.isOverfull(session)) this.#cutOff(session);
  }

  #cutOff(session: Session): void {
    this.log.write("WARN", "a subscriber that does not read was cut off");
    this.host.reset(session.channel.conn);
    this.drop(session);
  }

  get hasSubscribers(): boolean {
    return this.#bus.size > 0;
  }

  /** For checkers. */
  probe(): void {
    if (this.host.probing) this.#bus.probe(this.host);
  }

  isSubscribed(session: Session): boolean {
    return this.#bus.has(session);
  }

  /** Everybody who listens is told of a new listener, who is told first of itself. */
  #subscribe(session: Session): void {
    this.#bus.add(session);
    this.announce(create(EventSchema, { kind: EventKind.EVENTS_SUBSCRIBED }));
  }

  /** The connection is over; whatever it asked for goes on without it. */
  drop(session: Session): void {
    this.#bus.remove(session);
    this.sessions.remove(session);
  }
}

/** FANOUT-LARGE-REPLY: a reply without room fails. */
function fitting(
  session: Session,
  conclusion: Conclusion,
): { readonly told: Conclusion; readonly frame: Uint8Array } {
  const frame = terminalFrame(conclusion);
  if (session.canTake(frame)) return { told: conclusion, frame };
  const message = `a reply of ${frame.length - FRAME_PREFIX_BYTES} bytes does not fit this channel`;
  const told: Conclusion = { ...conclusion, ...failed(message), content: undefined };
  return { told, frame: terminalFrame(told) };
}
