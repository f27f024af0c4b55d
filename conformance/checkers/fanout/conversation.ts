// One connection between a client and the master: what was asked and not answered yet, and what the
// last answers were. A connection on which something stood that was no request is followed, but which
// reply belongs to which request is not known there any more.
import type { ReplyWritten, RequestTaken } from "../../observe/observation.ts";
import type { Gathering } from "./gathering.ts";

/** A reply that was given, for as long as a later one may be compared with it. */
export interface Given {
  readonly gathering: Gathering;
  readonly reply: ReplyWritten;
  readonly index: number;
}

/** The last order of a connection that a worker was given. */
interface LastOrder {
  readonly ordinal: number;
  readonly index: number;
}

/** How many given replies a connection is remembered by. */
const givenMax = 8;

export class Conversation {
  /** Requests without their terminal reply, by ordinal, oldest first. */
  readonly open: Map<number, Gathering> = new Map<number, Gathering>();
  /** The newest last. */
  readonly given: Given[] = [];
  muddled = false;
  halfClosed = false;
  subscribed = false;
  requests = 0;
  /** PROCESSING frames that no stop or upgrade explains. */
  processing = 0;
  /** The highest ordinal that each worker was given an order for, and that order's position. */
  readonly lastOrdered: Map<number, LastOrder> = new Map<number, LastOrder>();

  asked(request: RequestTaken, index: number, present: ReadonlySet<number>): Gathering {
    const gathering: Gathering = {
      request,
      index,
      pipelined: this.open.size > 0,
      present,
      shares: [],
      scatteredAt: undefined,
      scatteredIndex: undefined,
      draining: false,
      repliedAt: undefined,
    };
    this.requests++;
    if (request.verb === "subscribeEvents") this.subscribed = true;
    this.open.set(request.ordinal, gathering);
    return gathering;
  }

  get last(): Given | undefined {
    return this.given.at(-1);
  }

  answered(given: Given): void {
    this.open.delete(given.gathering.request.ordinal);
    given.gathering.repliedAt = given.reply.at;
    this.given.push(given);
    if (this.given.length > givenMax) this.given.shift();
  }
}
