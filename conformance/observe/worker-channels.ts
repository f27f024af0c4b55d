// The channels between the master and its workers: orders as the worker takes them, answers and
// events as it writes them, and when the master has heard an answer. A scripted master is seen from
// the workers' end alone.
import { decodeWorkerRequest, decodeWorkerResponse, FrameDecoder } from "../../wire/index.ts";
import type { Address } from "../../sim/index.ts";
import type { Correlation, Origin } from "./correlation.ts";
import { leaseRequestOf, levelChangeOf, statusOf, workerStatusOf } from "./facts.ts";
import { framesOf, observedFrameBytesMax } from "./frames.ts";
import type { AnswerWritten, LeaseRequest, Observation } from "./observation.ts";
import { workerOf } from "./worker-name.ts";

interface Channel {
  readonly worker: number;
  readonly ordersWritten: FrameDecoder;
  readonly ordersTaken: FrameDecoder;
  readonly answersWritten: FrameDecoder;
  readonly answersTaken: FrameDecoder;
  /** One entry a frame on its way to the worker: the lease order in it and whose request it is. */
  readonly ordersUnderway: {
    readonly order: LeaseOrder | undefined;
    readonly origin: Origin | undefined;
  }[];
  /** One entry a frame on its way to the master: the id of a terminal lease answer, or none. */
  readonly underway: (string | undefined)[];
  /** Lease orders the worker took and did not answer. */
  readonly leaseOrders: Set<string>;
}

interface LeaseOrder {
  readonly id: string;
  readonly lease: LeaseRequest;
}

export class WorkerChannels {
  private readonly channels = new Map<number, Channel>();
  private readonly correlation: Correlation;

  constructor(correlation: Correlation) {
    this.correlation = correlation;
  }

  /** The master opened a connection; only those to a node are channels. */
  opened(link: number, to: Address): void {
    const worker = to.kind === "node" ? workerOf(to.node) : undefined;
    if (worker !== undefined) this.accepted(link, worker);
  }

  accepted(link: number, worker: number): void {
    if (this.channels.has(link)) return;
    const decoder = (): FrameDecoder => new FrameDecoder(observedFrameBytesMax);
    this.channels.set(link, {
      worker,
      ordersWritten: decoder(),
      ordersTaken: decoder(),
      answersWritten: decoder(),
      answersTaken: decoder(),
      ordersUnderway: [],
      underway: [],
      leaseOrders: new Set(),
    });
  }

  writtenByMaster(link: number, bytes: Uint8Array): void {
    const channel = this.channels.get(link);
    if (channel === undefined) return;
    for (const payload of framesOf(channel.ordersWritten, bytes)) {
      const order = leaseOrderOf(payload);
      const origin = order && this.correlation.ordered(channel.worker, order.lease);
      channel.ordersUnderway.push({ order, origin });
    }
  }

  takenByWorker(link: number, at: number, bytes: Uint8Array, into: Observation[]): void {
    const channel = this.channels.get(link);
    if (channel === undefined) return;
    for (const payload of framesOf(channel.ordersTaken, bytes)) {
      // A scripted master is not seen writing.
      const underway = channel.ordersUnderway.shift() ?? {
        order: leaseOrderOf(payload),
        origin: undefined,
      };
      const { order, origin } = underway;
      if (order === undefined) continue;
      channel.leaseOrders.add(order.id);
      into.push({
        kind: "order",
        at,
        worker: channel.worker,
        id: order.id,
        session: origin?.session,
        ordinal: origin?.ordinal,
        lease: order.lease,
        asked: origin?.lease,
      });
    }
  }

  writtenByWorker(link: number, at: number, bytes: Uint8Array, into: Observation[]): void {
    const channel = this.channels.get(link);
    if (channel === undefined) return;
    for (const payload of framesOf(channel.answersWritten, bytes)) {
      const seen = answer(channel, at, payload);
      channel.underway.push(
        seen?.kind === "answer" && seen.status !== "processing" ? seen.id : undefined,
      );
      if (seen !== undefined) into.push(seen);
    }
  }

  takenByMaster(link: number, at: number, bytes: Uint8Array, into: Observation[]): void {
    const channel = this.channels.get(link);
    if (channel === undefined) return;
    const frames = [...framesOf(channel.answersTaken, bytes)].length;
    for (const id of channel.underway.splice(0, frames)) {
      if (id !== undefined) into.push({ kind: "answer-taken", at, worker: channel.worker, id });
    }
  }
}

function leaseOrderOf(payload: Uint8Array): LeaseOrder | undefined {
  const decoded = decodeWorkerRequest(payload);
  const verb = decoded.ok ? decoded.message.content?.requestType : undefined;
  if (!decoded.ok || verb?.case !== "setMetricDetail") return undefined;
  return { id: decoded.message.id, lease: leaseRequestOf(verb.value) };
}

function answer(channel: Channel, at: number, payload: Uint8Array): Observation | undefined {
  const decoded = decodeWorkerResponse(payload);
  if (!decoded.ok) return undefined;
  const { id, status, message, content } = decoded.message;
  const { worker } = channel;
  if (content?.contentType.case === "event") {
    const change = levelChangeOf(content.contentType.value);
    return change === undefined ? undefined : { kind: "level-event", at, worker, change };
  }
  if (!channel.leaseOrders.has(id)) return undefined;
  const shown = content?.contentType;
  const detail =
    shown?.case === "workerMetricDetailStatus" ? workerStatusOf(shown.value) : undefined;
  const found: AnswerWritten = {
    kind: "answer",
    at,
    worker,
    id,
    status: statusOf(status),
    message,
    detail,
  };
  if (found.status !== "processing") channel.leaseOrders.delete(id);
  return found;
}
