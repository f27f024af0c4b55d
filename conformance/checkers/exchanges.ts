// Follows each lease verb of a client from the request through the workers to its terminal reply.
// Several checkers need the whole exchange at the moment it ends; what they conclude is theirs.
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
}

export class Exchanges {
  private readonly credentials = new Map<number, Credentials | undefined>();
  private readonly pending = new Map<string, Exchange>();
  /** The exchange behind each order of a worker, until it is answered. */
  private readonly byOrder = new Map<string, Exchange>();

  /** Returns the exchange that this observation ended, if it is a terminal reply to a lease verb. */
  observe(observation: Observation): Exchange | undefined {
    switch (observation.kind) {
      case "session-opened":
        this.credentials.set(observation.session, observation.credentials);
        return undefined;
      case "session-closed":
        this.credentials.delete(observation.session);
        return undefined;
      case "request":
        if (observation.lease !== undefined) this.begin(observation, observation.lease);
        return undefined;
      case "order":
        this.ordered(observation);
        return undefined;
      case "answer":
        this.byOrder
          .get(key(observation.worker, observation.id))
          ?.answers.set(observation.worker, observation);
        return undefined;
      case "answer-taken":
        this.byOrder.get(key(observation.worker, observation.id))?.heard.add(observation.worker);
        this.byOrder.delete(key(observation.worker, observation.id));
        return undefined;
      case "reply":
        return this.end(observation);
      default:
        return undefined;
    }
  }

  private begin(request: RequestTaken, lease: LeaseRequest): void {
    this.pending.set(key(request.session, request.ordinal), {
      request,
      lease,
      credentials: this.credentials.get(request.session),
      orders: new Map(),
      answers: new Map(),
      heard: new Set(),
    });
  }

  private ordered(order: OrderTaken): void {
    if (order.session === undefined || order.ordinal === undefined) return;
    const exchange = this.pending.get(key(order.session, order.ordinal));
    if (exchange === undefined) return;
    exchange.orders.set(order.worker, order);
    this.byOrder.set(key(order.worker, order.id), exchange);
  }

  private end(reply: ReplyWritten): Exchange | undefined {
    if (reply.status === "processing" || reply.ordinal === undefined) return undefined;
    const exchange = this.pending.get(key(reply.session, reply.ordinal));
    this.pending.delete(key(reply.session, reply.ordinal));
    return exchange;
  }
}

function key(owner: number, id: number | string): string {
  return `${owner}/${id}`;
}
