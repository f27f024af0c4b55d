// The channel between a master and one worker: orders as they are written, lease orders as the worker
// takes them, answers and events as it writes them, and when the master has heard an answer.
import {
  decodeWorkerRequest,
  decodeWorkerResponse,
  FRAME_PREFIX_BYTES,
  type Request,
  type ResponseContent,
} from "../../wire/index.ts";
import type { Channel } from "./channel.ts";
import type { Correlation } from "./correlation.ts";
import {
  type Content,
  contentOf,
  keyOf,
  levelChangeOf,
  statusOf,
  workerStatusOf,
} from "./facts.ts";
import { FrameStream } from "./frame-stream.ts";
import type { LeaseReader } from "./lease-reader.ts";
import { metricsOf } from "./metrics.ts";
import type {
  AnswerWritten,
  LeaseRequest,
  LevelChange,
  Observation,
  OrderTaken,
} from "./observation.ts";
import type { Origin } from "./origin.ts";
import type { Party } from "./party.ts";

/** An order on its way to the worker, and whose request it is where it is a lease verb. */
interface OrderUnderway {
  readonly id: string;
  readonly lease: LeaseRequest | undefined;
  readonly origin: Origin | undefined;
}

/** One that is no lease verb and was not answered. */
interface Other {
  readonly request: Request;
  takenAt: number;
  /** How many turns the worker had finished before that in which it took the order. */
  turnsBefore: number;
}

/** An order of any verb, whoever read it. */
interface Order {
  readonly id: string;
  readonly content: Content;
  readonly bytes: number;
}

/** What an answer says, whoever read it. */
type Said = Omit<AnswerWritten, "kind" | "at" | "worker">;

export interface WorkerChannelOptions {
  readonly worker: number;
  /** The node at the worker's end. */
  readonly party: Pick<Party, "turns">;
  readonly correlation: Correlation;
  readonly reader: LeaseReader;
}

export class WorkerChannel implements Channel {
  readonly worker: number;
  private readonly party: Pick<Party, "turns">;
  private readonly correlation: Correlation;
  private readonly reader: LeaseReader;
  private readonly orders: FrameStream<OrderUnderway>;
  /** On their way to the master: the ids of terminal answers, and level events. */
  private readonly answers: FrameStream<string | LevelChange>;
  /** The orders that are no lease verbs and were not answered, by id. */
  private readonly others = new Map<string, Other>();

  constructor({ worker, party, correlation, reader }: WorkerChannelOptions) {
    this.worker = worker;
    this.party = party;
    this.correlation = correlation;
    this.reader = reader;
    this.orders = new FrameStream((payload, at, written) => this.orderIn(payload, at, written));
    this.answers = new FrameStream((payload, at, written) => this.answerIn(payload, at, written));
  }

  wrote(opener: boolean, bytes: Uint8Array, at: number, done: Observation[]): void {
    if (opener) this.orders.write(bytes, at, done);
    else this.answers.write(bytes, at, done);
  }

  took(opener: boolean, bytes: Uint8Array, at: number, taken: Observation[]): void {
    if (opener) this.masterTook(bytes, at, taken);
    else this.workerTook(bytes, at, taken);
  }

  private workerTook(bytes: Uint8Array, at: number, taken: Observation[]): void {
    const { orders } = this;
    orders.take(bytes);
    let order = orders.next();
    for (; order !== undefined; order = orders.next()) {
      const { id, lease, origin } = order;
      if (lease !== undefined) taken.push(this.orderTaken(id, lease, origin, at));
      else this.otherTaken(id, at);
    }
  }

  private otherTaken(id: string, at: number): void {
    const other = this.others.get(id);
    if (other === undefined) return;
    other.takenAt = at;
    other.turnsBefore = this.party.turns;
  }

  private masterTook(bytes: Uint8Array, at: number, taken: Observation[]): void {
    const { answers, worker } = this;
    answers.take(bytes);
    let heard = answers.next();
    for (; heard !== undefined; heard = answers.next()) {
      taken.push(
        typeof heard === "string"
          ? { kind: "answer-taken", at, worker, id: heard }
          : { kind: "event-taken", at, worker, change: heard },
      );
    }
  }

  private orderTaken(
    id: string,
    lease: LeaseRequest,
    origin: Origin | undefined,
    at: number,
  ): OrderTaken {
    return {
      kind: "order",
      at,
      worker: this.worker,
      id,
      session: origin?.session,
      ordinal: origin?.ordinal,
      lease,
      asked: origin?.lease,
    };
  }

  private orderIn(
    payload: Uint8Array,
    at: number,
    written: Observation[],
  ): OrderUnderway | undefined {
    const { reader } = this;
    const bytes = payload.length + FRAME_PREFIX_BYTES;
    const lease = reader.order(payload);
    if (lease !== undefined) {
      const content: Content = { verb: "setMetricDetail", lease, request: undefined };
      return this.ordered({ id: reader.id, content, bytes }, at, written);
    }
    const decoded = decodeWorkerRequest(payload);
    const content = decoded.ok ? contentOf(decoded.message.content) : undefined;
    if (!decoded.ok || content === undefined) return undefined;
    return this.ordered({ id: decoded.message.id, content, bytes }, at, written);
  }

  /** Which request an order belongs to is known while the master writes it, and not for long. */
  private ordered(
    { id, content, bytes }: Order,
    at: number,
    written: Observation[],
  ): OrderUnderway | undefined {
    const { worker, correlation } = this;
    const { verb, lease, request } = content;
    const origin = correlation.hasOpen
      ? correlation.ordered(worker, keyOf(content), lease)
      : undefined;
    const session = origin?.session;
    const ordinal = origin?.ordinal;
    written.push({ kind: "order-sent", at, worker, id, session, ordinal, verb, bytes });
    if (lease !== undefined) return { id, lease, origin };
    written.push({ kind: "configuration-sent", at, worker, request });
    this.others.set(id, { request, takenAt: at, turnsBefore: this.party.turns });
    return { id, lease: undefined, origin };
  }

  private answerIn(
    payload: Uint8Array,
    at: number,
    written: Observation[],
  ): string | LevelChange | undefined {
    const { worker, reader } = this;
    const bytes = payload.length + FRAME_PREFIX_BYTES;
    const status = reader.answer(payload);
    if (status !== undefined) {
      const { id, message } = reader;
      const said = { id, status: statusOf(reader.status), message, detail: status, bytes };
      return this.answered(said, undefined, at, written);
    }
    const decoded = decodeWorkerResponse(payload);
    if (!decoded.ok) return undefined;
    const { id, status: code, message, content } = decoded.message;
    const shown = content?.contentType;
    if (shown?.case === "event") {
      const change = levelChangeOf(shown.value);
      if (change !== undefined) written.push({ kind: "level-event", at, worker, change });
      return change;
    }
    const detail =
      shown?.case === "workerMetricDetailStatus" ? workerStatusOf(shown.value) : undefined;
    const said = { id, status: statusOf(code), message, detail, bytes };
    return this.answered(said, content, at, written);
  }

  private answered(
    { id, status, message, detail, bytes }: Said,
    content: ResponseContent | undefined,
    at: number,
    written: Observation[],
  ): string | undefined {
    const { worker } = this;
    written.push({ kind: "answer", at, worker, id, status, message, detail, bytes });
    if (status === "processing") return undefined;
    const other = this.others.get(id);
    if (other !== undefined) {
      this.others.delete(id);
      const { request, takenAt, turnsBefore } = other;
      const hasWaited = this.party.turns > turnsBefore;
      const metrics = metricsOf(content);
      const done = { at, worker, id, takenAt, hasWaited, request, status, metrics };
      written.push({ kind: "order-done", ...done });
    }
    return id;
  }
}
