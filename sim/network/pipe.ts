// One direction of a connection: bytes, segments, windows, and what is asked of it. It draws its own
// latencies and cuts; it knows no queue and no machine. A byte accepted is unsent until the receive
// window has room, then departed until the reader took it.
//
// Credit returns at once: a reader that takes bytes lets the writer's next ones depart at that instant.

import type { ChoiceStream } from "../engine/choice-stream.ts";
import type { Micros } from "../machine.ts";
import type { Arena } from "./arena.ts";
import { Backlog, finSegment, resetSegment } from "./backlog.ts";
import type { Endpoint } from "./link.ts";
import type { NetworkSettings } from "./settings.ts";

/** The choices of one direction; absent where there is nothing to choose. */
export interface PipeChoices {
  readonly latency: ChoiceStream | undefined;
  readonly cuts: ChoiceStream | undefined;
  readonly ties: ChoiceStream | undefined;
  readonly shortWrites: ChoiceStream | undefined;
}

/** What a direction is made of: its place, its name, its storage, its choices. */
export interface PipeParts extends PipeChoices {
  readonly index: number;
  readonly name: string;
  readonly arena: Arena;
}

/** Fields stand in the order of their use: what every delivery touches comes first. */
export class Pipe extends Backlog {
  /** A partition or a stall is in the way: nothing moves. */
  stopped = false;
  /** Whether an event of this direction waits in the queue or at a busy node: at most one. */
  queued = false;
  /** The reader left bytes and has not asked for them again. */
  held = false;
  /** The reader is being offered bytes now, and has asked for the rest meanwhile. */
  offering = false;
  resumeAsked = false;
  /** The oldest segment was held before: what arrived since is offered with it. */
  joins = false;
  /** The writing and the reading end. */
  to!: Endpoint;
  private departed = 0;
  private unsent = 0;
  private finAsked = false;
  wantsWritable = false;
  private readonly receiveWindow: number;
  private readonly sendWindow: number;
  private readonly cuts: ChoiceStream | undefined;
  private readonly latency: ChoiceStream | undefined;
  private readonly latencyLeast: Micros;
  private readonly latencyStep: Micros;
  private readonly latencyChoices: number;
  readonly ties: ChoiceStream | undefined;
  readonly shortWrites: ChoiceStream | undefined;
  /** Place in the transport's table; part of the queued item. */
  readonly index: number;
  from!: Endpoint;
  /** `onWritable` of the writer waits in the queue or at its busy node. */
  writableQueued = false;
  /** Why it is stopped: a partition holds everything, a stall holds this direction. */
  private blocked = false;
  private stalled = false;
  resetAt: Micros = Infinity;
  readonly name: string;

  constructor(parts: PipeParts, settings: NetworkSettings) {
    super(parts.arena);
    const [least, most] = settings.latencyMicros;
    this.index = parts.index;
    this.ties = parts.ties;
    this.receiveWindow = settings.receiveWindowBytes;
    this.sendWindow = settings.sendWindowBytes;
    this.latency = parts.latency;
    this.latencyLeast = least;
    this.latencyStep = settings.latencyStepMicros;
    this.latencyChoices = Math.floor((most - least) / settings.latencyStepMicros) + 1;
    this.cuts = parts.cuts;
    this.shortWrites = parts.shortWrites;
    this.name = parts.name;
  }

  /** Whether a queued item names it, or a machine is looking at its bytes. */
  get inUse(): boolean {
    return this.queued || this.writableQueued || this.offering;
  }

  /** Sets what is in the way; true when something was and nothing is any more. */
  obstruct(blocked: boolean, stalled: boolean): boolean {
    const before = this.stopped;
    this.blocked = blocked;
    this.stalled = stalled;
    this.stopped = blocked || stalled;
    return before && !this.stopped;
  }

  get isBlocked(): boolean {
    return this.blocked;
  }

  get isStalled(): boolean {
    return this.stalled;
  }

  /** Takes what fits of the first `length` bytes and says how many. */
  accept(bytes: Uint8Array, length: number): number {
    const room = this.receiveWindow - this.departed + this.sendWindow - this.unsent;
    const accepted = length < room ? length : room;
    if (accepted > 0) {
      this.appendBytes(bytes, accepted);
      this.unsent += accepted;
    }
    return accepted;
  }

  /** Sends what the reader's window has room for. */
  depart(now: Micros): void {
    const { unsent } = this;
    if (unsent > 0 && this.cuts === undefined && unsent <= this.receiveWindow - this.departed) {
      this.pushSegment(now + this.drawLatency(), unsent);
      this.unsent = 0;
      this.departed += unsent;
    } else {
      this.departInPieces(now);
    }
    if (this.finAsked) this.departFin(now);
  }

  /** Sends a segment that is no data, behind what departed. */
  control(now: Micros, segment: number): void {
    this.pushSegment(now + this.drawLatency(), segment);
  }

  /** FIN after everything accepted. */
  finish(now: Micros): void {
    this.finAsked = true;
    this.depart(now);
  }

  /** RST after everything departed; the unsent rest is lost. False when one is on its way. */
  reset(now: Micros): boolean {
    if (this.resetAt !== Infinity) return false;
    this.dropUnsent();
    this.control(now, resetSegment);
    this.resetAt = this.lastArrival;
    return true;
  }

  /** The reader is done with the first `length` bytes of the oldest segment. */
  take(length: number): void {
    this.departed -= length;
    if (length === this.segment) this.consumeSegment(length);
    else this.consumePart(length);
  }

  /** The reader is done with the oldest segment, which has `length` bytes. */
  takeAll(length: number): void {
    this.departed -= length;
    this.consumeSegment(length);
  }

  /** What did not depart never will. */
  dropUnsent(): void {
    this.dropLastBytes(this.unsent);
    this.unsent = 0;
    this.finAsked = false;
  }

  /** Nothing can arrive any more. */
  clear(): void {
    this.dropUnsent();
    while (this.segments > 0) {
      if (this.segment > 0) this.takeAll(this.segment);
      else this.dropSegment();
    }
  }

  /** Whether a writer that was cut short should hear of room: half of its buffer is free. */
  get roomy(): boolean {
    return this.unsent <= this.sendWindow >> 1;
  }

  get unsentBytes(): number {
    return this.unsent;
  }

  get unreadOrUnderWay(): number {
    return this.departed;
  }

  private drawLatency(): Micros {
    const latency = this.latency;
    return latency === undefined
      ? this.latencyLeast
      : this.latencyLeast + latency.next(this.latencyChoices) * this.latencyStep;
  }

  private departInPieces(now: Micros): void {
    let room = this.receiveWindow - this.departed;
    // RFC 1122 §4.2.3.4: or each small segment that is read makes room for another as small, for ever.
    const isSilly = room < this.unsent && room < this.receiveWindow >> 1;
    if (isSilly && this.cuts !== undefined) return;
    while (this.unsent > 0 && room > 0) {
      const most = this.unsent < room ? this.unsent : room;
      const length = this.cuts === undefined ? most : this.cut(this.cuts, most);
      this.pushSegment(now + this.drawLatency(), length);
      this.unsent -= length;
      this.departed += length;
      room -= length;
    }
  }

  private departFin(now: Micros): void {
    if (this.unsent > 0) return;
    this.finAsked = false;
    this.pushSegment(now + this.drawLatency(), finSegment);
  }

  private cut(cuts: ChoiceStream, most: number): number {
    const first = cuts.cut(most);
    return first === 0 ? most : first;
  }
}
