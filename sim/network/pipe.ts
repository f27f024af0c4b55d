// One direction of a connection: bytes, segments, windows, and what is asked of it. It draws its own
// latencies and cuts; it knows no queue and no machine. A byte accepted is unsent until the receive
// window has room, then departed until the reader took it.
//
// Credit returns at once: a reader that takes bytes lets the writer's next ones depart at that instant.

import type { ChoiceStream } from "../engine/choice-stream.ts";
import type { Micros } from "../machine.ts";
import { ByteRing } from "./byte-ring.ts";
import type { Endpoint } from "./link.ts";
import { finSegment, resetSegment, Segments } from "./segments.ts";
import type { NetworkSettings } from "./settings.ts";

/** The choices of one direction; absent where there is nothing to choose. */
export interface PipeChoices {
  readonly latency: ChoiceStream | undefined;
  readonly cuts: ChoiceStream | undefined;
  readonly ties: ChoiceStream | undefined;
  readonly shortWrites: ChoiceStream | undefined;
}

export class Pipe {
  /** Place in the transport's table; part of the queued item. */
  readonly index: number;
  readonly name: string;
  readonly bytes: ByteRing = new ByteRing();
  readonly segments: Segments = new Segments();
  readonly choices: PipeChoices;
  /** The writing and the reading end. */
  from!: Endpoint;
  to!: Endpoint;

  /** Whether an event of this direction waits in the queue or at a busy node: at most one. */
  queued = false;
  /** The same for `onWritable` at the writer. */
  writableQueued = false;
  /** A partition holds everything; a stall holds this direction. */
  blocked = false;
  stalled = false;
  /** The reader left bytes and has not asked for them again. */
  held = false;
  /** The reader is being offered bytes now, and has asked for the rest meanwhile. */
  offering = false;
  resumeAsked = false;
  /** The head was held before: what arrived since is offered with it. */
  joins = false;
  wantsWritable = false;
  resetAt: Micros = Infinity;

  private readonly latencyLeast: Micros;
  private readonly latencyStep: Micros;
  private readonly latencyChoices: number;
  private readonly latency: ChoiceStream | undefined;
  private readonly cuts: ChoiceStream | undefined;
  private readonly sendWindow: number;
  private readonly receiveWindow: number;
  private unsent = 0;
  private departed = 0;
  private finAsked = false;

  constructor(index: number, name: string, settings: NetworkSettings, choices: PipeChoices) {
    const [least, most] = settings.latencyMicros;
    this.index = index;
    this.name = name;
    this.choices = choices;
    this.latency = choices.latency;
    this.cuts = choices.cuts;
    this.latencyLeast = least;
    this.latencyStep = settings.latencyStepMicros;
    this.latencyChoices = Math.floor((most - least) / settings.latencyStepMicros) + 1;
    this.sendWindow = settings.sendWindowBytes;
    this.receiveWindow = settings.receiveWindowBytes;
  }

  /** Takes what fits of the first `length` bytes and says how many. */
  accept(bytes: Uint8Array, length: number): number {
    const room = this.receiveWindow - this.departed + this.sendWindow - this.unsent;
    const accepted = length < room ? length : room;
    if (accepted > 0) {
      this.bytes.append(bytes, accepted);
      this.unsent += accepted;
    }
    return accepted;
  }

  /** Sends what the reader's window has room for. */
  depart(now: Micros): void {
    let room = this.receiveWindow - this.departed;
    while (this.unsent > 0 && room > 0) {
      const most = this.unsent < room ? this.unsent : room;
      const length = this.cuts === undefined ? most : this.cut(this.cuts, most);
      this.segments.push(now + this.drawLatency(), length);
      this.unsent -= length;
      this.departed += length;
      room -= length;
    }
    if (this.finAsked && this.unsent === 0) {
      this.finAsked = false;
      this.segments.push(now + this.drawLatency(), finSegment);
    }
  }

  /** Sends a segment that is no data, behind what departed. */
  control(now: Micros, segment: number): void {
    this.segments.push(now + this.drawLatency(), segment);
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
    this.resetAt = this.segments.lastArrivalAt;
    return true;
  }

  /** The reader is done with the first `length` bytes of the head segment. */
  take(length: number): void {
    this.bytes.drop(length);
    this.departed -= length;
    this.segments.consume(length);
  }

  /** What did not depart never will. */
  dropUnsent(): void {
    this.bytes.dropLast(this.unsent);
    this.unsent = 0;
    this.finAsked = false;
  }

  /** Nothing can arrive any more. */
  clear(): void {
    this.dropUnsent();
    while (this.segments.size > 0) {
      if (this.segments.length > 0) this.take(this.segments.length);
      else this.segments.drop();
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

  private cut(cuts: ChoiceStream, most: number): number {
    const first = cuts.cut(most);
    return first === 0 ? most : first;
  }
}
