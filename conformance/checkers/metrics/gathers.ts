// How long the gathers of a master took, from the orders it wrote and the answers it heard: neither its
// clock nor its books are asked. What cannot be told to the microsecond is a span, and a gather of
// which nothing can be seen may have been recorded or not.
import { mapAt } from "../../grouped.ts";
import { Durations, type Span } from "../../model/metrics/durations.ts";
import type {
  AnswerTaken,
  OrderSent,
  ReplyWritten,
  RequestTaken,
} from "../../observe/observation.ts";
import { isLeisurely, isScattered, isStop } from "../fanout/verbs.ts";

export interface Gather {
  readonly request: RequestTaken;
  /** When its first order was written. */
  orderedAt: number | undefined;
  /** Who has not answered, by worker: how many answers are awaited. */
  readonly awaited: Map<number, number>;
  /** When the last answer was heard, or was known not to come; and where the last one was heard. */
  settledAt: number;
  heardIndex: number;
}

/** One that was answered: how long it took, and when at the latest it was over. */
export interface Answered {
  readonly span: Span;
  readonly endedAt: number;
  /** Where its last answer was heard; undefined where one never came. */
  readonly heardIndex: number | undefined;
}

interface Linked {
  readonly at: number;
  readonly orders: Map<string, Gather>;
}

export class Gathers {
  /** What certainly was recorded. */
  durations: Durations = new Durations();
  /** How many more there may have been. */
  hidden = 0;
  private readonly workerTimeoutMicros: number;
  private readonly microsPerUnit: number;
  private readonly open = new Map<number, Map<number, Gather>>();
  private readonly links = new Map<number, Linked>();
  /** Those whose requester left before they were over. */
  private orphans: Gather[] = [];

  constructor(workerTimeoutMicros: number, microsPerUnit: number) {
    this.workerTimeoutMicros = workerTimeoutMicros;
    this.microsPerUnit = microsPerUnit;
  }

  /** Everything recorded was dropped; what is open will be recorded yet, whoever has left meanwhile. */
  clear(at: number): void {
    this.durations = new Durations();
    this.orphans = this.orphans.filter((gather) => !this.isOver(gather, at));
    this.hidden = 2 * this.orphans.length;
  }

  asked(request: RequestTaken): void {
    const { session, ordinal, at } = request;
    mapAt(this.open, session).set(ordinal, {
      request,
      orderedAt: undefined,
      awaited: new Map(),
      settledAt: at,
      heardIndex: -1,
    });
  }

  linked(worker: number, at: number): void {
    this.links.set(worker, { at, orders: new Map() });
  }

  /** The request that it was the first order of. */
  ordered({ session, ordinal, worker, at, id }: OrderSent): Gather | undefined {
    if (session === undefined || ordinal === undefined) return undefined;
    const gather = this.open.get(session)?.get(ordinal);
    const link = this.links.get(worker);
    if (gather === undefined || link === undefined) return undefined;
    // A worker that came later is given the same as configuration: that is no asking.
    if (link.at > (gather.orderedAt ?? at)) return undefined;
    link.orders.set(id, gather);
    gather.awaited.set(worker, (gather.awaited.get(worker) ?? 0) + 1);
    if (gather.orderedAt !== undefined) return undefined;
    gather.orderedAt = at;
    return gather;
  }

  heard({ worker, id, at }: AnswerTaken, index: number): void {
    const orders = this.links.get(worker)?.orders;
    const gather = orders?.get(id);
    if (gather === undefined) return;
    orders?.delete(id);
    const left = (gather.awaited.get(worker) ?? 1) - 1;
    if (left === 0) gather.awaited.delete(worker);
    else gather.awaited.set(worker, left);
    gather.settledAt = Math.max(gather.settledAt, at);
    gather.heardIndex = index;
  }

  severed(worker: number, at: number): void {
    const link = this.links.get(worker);
    this.links.delete(worker);
    for (const gather of link?.orders.values() ?? []) {
      gather.awaited.delete(worker);
      gather.settledAt = Math.max(gather.settledAt, at);
    }
  }

  /** Nobody will see how what it asked for ends. */
  left(session: number): void {
    const left = [...(this.open.get(session)?.values() ?? [])];
    this.orphans.push(...left);
    this.hidden += 2 * left.length;
    this.open.delete(session);
  }

  /** Everybody has answered, or is waited for no longer. Where more than one thing is asked nobody can tell. */
  private isOver({ request: { verb }, orderedAt, awaited }: Gather, at: number): boolean {
    if (orderedAt === undefined || isLeisurely(verb)) return false;
    return awaited.size === 0 || at > orderedAt + this.workerTimeoutMicros;
  }

  /** What the gather behind this reply took; undefined where it asked nobody, or nobody can tell. */
  replied({ session, ordinal, at }: ReplyWritten): Answered | undefined {
    if (ordinal === undefined) return undefined;
    const gather = this.open.get(session)?.get(ordinal);
    this.open.get(session)?.delete(ordinal);
    if (gather === undefined) return undefined;
    const { request, orderedAt, awaited, settledAt } = gather;
    const heardIndex = awaited.size === 0 ? gather.heardIndex : undefined;
    const { verb } = request;
    if (isLeisurely(verb) && !isStop(verb)) {
      // It asks for more than one thing, or in the words of a file.
      this.hidden += 2;
      return undefined;
    }
    if (orderedAt === undefined) {
      if (isScattered(verb) || verb === undefined) this.hidden++;
      return undefined;
    }
    const giveUpAt = Math.min(at, orderedAt + this.workerTimeoutMicros);
    const endedAt = awaited.size === 0 ? settledAt : Math.max(settledAt, giveUpAt);
    const span = { low: this.units(endedAt - orderedAt), high: this.units(at - request.at) };
    return { span, endedAt, heardIndex };
  }

  private units(micros: number): number {
    return Math.trunc(micros / this.microsPerUnit);
  }
}
