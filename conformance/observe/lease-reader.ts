// Reads the messages of a lease verb straight out of their bytes, written as a peer of this schema
// writes them: fields by number, each once, short ASCII texts, small numbers. Most of what passes on a
// busy channel is one of these, and no message is made of it. Whatever is written in another way,
// though it may mean the same, is left to the decoder of `wire`, and so is every other verb.
import type { FleetStatus, LeaseRequest, WorkerStatus } from "./observation.ts";
import { UsualFields } from "./usual-fields.ts";

/** Field numbers with their wire types, as they stand on the wire. Of two bytes, the second times 256 and the first. */
const tags = {
  order: { id: 0x0a, content: 0x12 },
  answer: { id: 0x0a, status: 0x10, message: 0x1a, content: 0x22 },
  reply: { status: 0x08, message: 0x12, content: 0x1a },
  setMetricDetail: 0x03ba,
  metricDetailStatus: 0x0182,
  workerMetricDetailStatus: 0x018a,
  lease: {
    clientId: 0x0a,
    detail: 0x10,
    ttlSeconds: 0x18,
    clear: 0x20,
    reason: 0x2a,
    peerPid: 0x30,
    peerSession: 0x3a,
  },
  levels: { configured: 0x08, effective: 0x10, previous: 0x18 },
  count: 0x20,
  workers: 0x22,
  entry: { key: 0x0a, value: 0x12 },
} as const;

/** Every method that reads a message returns undefined where that is up to the decoder. */
export class LeaseReader {
  /** Of the order or the answer that was read last. */
  id = "";
  /** Of the answer or the reply that was read last. */
  status = 0;
  message = "";
  private readonly fields = new UsualFields();

  request(payload: Uint8Array): LeaseRequest | undefined {
    this.fields.open(payload);
    return this.verb();
  }

  order(payload: Uint8Array): LeaseRequest | undefined {
    const { fields } = this;
    fields.open(payload);
    this.id = fields.text(tags.order.id);
    fields.enterLast(tags.order.content);
    return this.verb();
  }

  answer(payload: Uint8Array): WorkerStatus | undefined {
    const { fields } = this;
    fields.open(payload);
    this.id = fields.text(tags.answer.id);
    this.status = fields.number(tags.answer.status);
    this.message = fields.text(tags.answer.message);
    fields.enterLast(tags.answer.content);
    fields.enterLastWide(tags.workerMetricDetailStatus);
    const status = this.workerStatus();
    return fields.isWhole ? status : undefined;
  }

  /** "bare": it says no more than a status and a message, as while the workers are being asked. */
  reply(payload: Uint8Array): FleetStatus | "bare" | undefined {
    const { fields } = this;
    if (this.isBare(payload)) return "bare";
    fields.enterLast(tags.reply.content);
    fields.enterLastWide(tags.metricDetailStatus);
    if (!fields.isUsual) return undefined;
    const configured = fields.number(tags.levels.configured);
    const effective = fields.number(tags.levels.effective);
    const previous = fields.number(tags.levels.previous);
    const workers = new Map<number, WorkerStatus>();
    let last = -1;
    while (fields.isNext(tags.workers)) last = this.entry(workers, last);
    return fields.isWhole ? { configured, effective, previous, workers } : undefined;
  }

  /** Reads what every reply begins with; true where nothing is behind it. */
  private isBare(payload: Uint8Array): boolean {
    const { fields } = this;
    fields.open(payload);
    this.status = fields.number(tags.reply.status);
    this.message = fields.text(tags.reply.message);
    return fields.isWhole;
  }

  private verb(): LeaseRequest | undefined {
    const { fields } = this;
    fields.enterLastWide(tags.setMetricDetail);
    if (!fields.isUsual) return undefined;
    const clientId = fields.text(tags.lease.clientId);
    const detail = fields.optionalNumber(tags.lease.detail);
    const ttlSeconds = fields.optionalNumber(tags.lease.ttlSeconds);
    const cleared = fields.optionalNumber(tags.lease.clear);
    const clear = cleared === undefined ? undefined : cleared !== 0;
    const reason = fields.optionalText(tags.lease.reason);
    const peerPid = fields.optionalNumber(tags.lease.peerPid);
    const peerSession = fields.optionalText(tags.lease.peerSession);
    if (!fields.isWhole) return undefined;
    return { clientId, detail, ttlSeconds, clear, reason, peerPid, peerSession };
  }

  private workerStatus(): WorkerStatus {
    const { fields } = this;
    const configured = fields.number(tags.levels.configured);
    const effective = fields.number(tags.levels.effective);
    const previous = fields.number(tags.levels.previous);
    const count = fields.number(tags.count);
    return { configured, effective, previous, count };
  }

  /** Workers that do not ascend are in another order, or twice, once a map is made of them. */
  private entry(workers: Map<number, WorkerStatus>, last: number): number {
    const { fields } = this;
    const end = fields.enter(tags.workers);
    const worker = fields.decimal(tags.entry.key);
    if (fields.enter(tags.entry.value) !== end || worker <= last) fields.isUsual = false;
    workers.set(worker, this.workerStatus());
    if (!fields.isAt(end)) fields.isUsual = false;
    return worker;
  }
}
