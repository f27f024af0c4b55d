// Follows each lease verb of a client from the request through the workers to its terminal reply.
// Several checkers need the whole exchange at the moment it ends; what they conclude is theirs.
import { mapAt } from "../grouped.ts";
import type {
  AnswerWritten,
  Credentials,
  LeaseRequest,
  Observation,
  OrderTaken,
  ReplyWritten,
  RequestTaken,
} from "../observe/observation.ts";

export interface Exchange {
  readonly request: RequestTaken;
  readonly lease: LeaseRequest;
  readonly credentials: Credentials | undefined;
  /** The verb as each worker took it, by worker id. */
  readonly orders: Map<number, OrderTaken>;
  /** What each worker wrote, and who of them the master heard before it replied. */
  readonly answers: Map<number, AnswerWritten>;
  readonly heard: Set<number>;
  /** The requester left before its reply. */
  abandoned: boolean;
}

export class Exchanges {
  private readonly credentials = new Map<number, Credentials | undefined>();
  /** By session, then by the ordinal of the request. */
  private readonly pending = new Map<number, Map<number, Exchange>>();
  /** By worker, then by the id of the order, until the master has heard the answer. */
  private readonly byOrder = new Map<number, Map<string, Exchange>>();

  private readonly workers = new Set<number>();

  /** How many exchanges go on without their requester, so that no reply will tell of their end. */
  abandoned = 0;

  /**
   * Returns the exchange that this observation ended: by its terminal reply, or, where the requester
   * is gone, by the last answer of the fleet.
   */
  observe(observation: Observation): Exchange | undefined {
    switch (observation.kind) {
      case "session-opened":
        this.credentials.set(observation.session, observation.credentials);
        return undefined;
      case "session-closed":
        this.abandon(observation.session);
        return undefined;
      case "request":
        if (observation.lease !== undefined) this.begin(observation, observation.lease);
        return undefined;
      case "order":
        this.ordered(observation);
        return undefined;
      case "answer":
        this.byOrder
          .get(observation.worker)
          ?.get(observation.id)
          ?.answers.set(observation.worker, observation);
        return undefined;
      case "answer-taken":
        return this.hear(observation.worker, observation.id);
      case "reply":
        return this.end(observation);
      case "worker-started":
        this.workers.add(observation.worker);
        return undefined;
      case "worker-ended":
        this.workers.delete(observation.worker);
        return undefined;
      default:
        return undefined;
    }
  }

  private begin(request: RequestTaken, lease: LeaseRequest): void {
    mapAt(this.pending, request.session).set(request.ordinal, {
      request,
      lease,
      credentials: this.credentials.get(request.session),
      orders: new Map(),
      answers: new Map(),
      heard: new Set(),
      abandoned: false,
    });
  }

  private abandon(session: number): void {
    this.credentials.delete(session);
    const own = this.pending.get(session);
    if (own?.size === 0) this.pending.delete(session);
    for (const exchange of own?.values() ?? []) {
      if (exchange.abandoned) continue;
      exchange.abandoned = true;
      this.abandoned++;
    }
  }

  private hear(worker: number, id: string): Exchange | undefined {
    const orders = this.byOrder.get(worker);
    const exchange = orders?.get(id);
    orders?.delete(id);
    exchange?.heard.add(worker);
    if (exchange?.abandoned !== true) return undefined;
    if ([...this.workers].some((other) => !exchange.heard.has(other))) return undefined;
    this.take(exchange.request.session, exchange.request.ordinal);
    this.abandoned--;
    return exchange;
  }

  private ordered(order: OrderTaken): void {
    if (order.session === undefined || order.ordinal === undefined) return;
    const exchange = this.pending.get(order.session)?.get(order.ordinal);
    if (exchange === undefined) return;
    exchange.orders.set(order.worker, order);
    mapAt(this.byOrder, order.worker).set(order.id, exchange);
  }

  private end(reply: ReplyWritten): Exchange | undefined {
    if (reply.status === "processing" || reply.ordinal === undefined) return undefined;
    return this.take(reply.session, reply.ordinal);
  }

  private take(session: number, ordinal: number): Exchange | undefined {
    const own = this.pending.get(session);
    const exchange = own?.get(ordinal);
    own?.delete(ordinal);
    if (exchange?.abandoned === true && own?.size === 0) this.pending.delete(session);
    return exchange;
  }
}
