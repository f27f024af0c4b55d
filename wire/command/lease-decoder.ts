// Reads the messages of the lease verb, the busiest on the channel, without looking anything up: the
// tags are written out here. It knows one way to write each of them, that of a peer of this schema,
// and makes of it what `MessageDecoder` would. Anything else is undefined here and up to that one,
// also what is wrong.

import {
  SetMetricDetailSchema,
  WorkerMetricDetailStatusSchema,
  WorkerRequestSchema,
  WorkerResponseSchema,
  type MetricDetail,
  type Request,
  type ResponseContent,
  type ResponseStatus,
  type SetMetricDetail,
  type WorkerMetricDetailStatus,
  type WorkerRequest,
  type WorkerResponse,
} from "./command_pb.ts";
import { constructorOf } from "./plan.ts";
import { PayloadReader } from "./reader.ts";

const BlankDetail = constructorOf(SetMetricDetailSchema);
const BlankStatus = constructorOf(WorkerMetricDetailStatusSchema);
const BlankWorkerRequest = constructorOf(WorkerRequestSchema);
const BlankWorkerResponse = constructorOf(WorkerResponseSchema);

export class LeaseDecoder {
  readonly #reader = new PayloadReader();

  request(payload: Uint8Array): Request | undefined {
    this.#reader.open(payload);
    return this.#request(payload.length);
  }

  workerRequest(payload: Uint8Array): WorkerRequest | undefined {
    const reader = this.#reader;
    const end = payload.length;
    reader.open(payload);
    if (!reader.takes(0x0a) || !reader.string(end)) return undefined;
    const id = reader.text;
    if (!reader.takes(0x12) || !this.#isLast(end)) return undefined;
    const content = this.#request(end);
    if (content === undefined) return undefined;
    const message = new BlankWorkerRequest();
    message.$typeName = "kakehi.command.WorkerRequest";
    message.id = id;
    message.content = content;
    return message;
  }

  workerResponse(payload: Uint8Array): WorkerResponse | undefined {
    const reader = this.#reader;
    const end = payload.length;
    reader.open(payload);
    if (!reader.takes(0x0a) || !reader.string(end)) return undefined;
    const message = new BlankWorkerResponse();
    message.$typeName = "kakehi.command.WorkerResponse";
    message.id = reader.text;
    if (!reader.takes(0x10) || !this.#small(end)) return undefined;
    message.status = this.#status;
    if (!reader.takes(0x1a) || !reader.string(end)) return undefined;
    message.message = reader.text;
    if (!reader.takes(0x22) || !this.#isLast(end)) return undefined;
    const content = this.#statusContent(end);
    if (content === undefined) return undefined;
    message.content = content;
    return message;
  }

  #request(end: number): Request | undefined {
    const reader = this.#reader;
    if (!reader.takes(0xba) || !reader.takes(0x03) || !this.#isLast(end)) return undefined;
    const value = new BlankDetail();
    value.$typeName = "kakehi.command.SetMetricDetail";
    while (reader.at < end) if (!this.#detailField(value, end)) return undefined;
    return {
      $typeName: "kakehi.command.Request",
      requestType: { case: "setMetricDetail", value },
    };
  }

  #statusContent(end: number): ResponseContent | undefined {
    const reader = this.#reader;
    if (!reader.takes(0x8a) || !reader.takes(0x01) || !this.#isLast(end)) return undefined;
    const value = new BlankStatus();
    value.$typeName = "kakehi.command.WorkerMetricDetailStatus";
    while (reader.at < end) if (!this.#statusField(value, end)) return undefined;
    return {
      $typeName: "kakehi.command.ResponseContent",
      contentType: { case: "workerMetricDetailStatus", value },
    };
  }

  // What comes twice counts as it was written last, as everywhere.
  #detailField(into: SetMetricDetail, end: number): boolean {
    const reader = this.#reader;
    const tag = reader.bytes[reader.at]!;
    reader.at += 1;
    if (tag === 0x0a || tag === 0x2a || tag === 0x3a) {
      if (!reader.string(end)) return false;
      if (tag === 0x0a) into.clientId = reader.text;
      else if (tag === 0x2a) into.reason = reader.text;
      else into.peerSessionUlid = reader.text;
      return true;
    }
    if (!this.#small(end)) return false;
    switch (tag) {
      case 0x10:
        into.detail = this.#level;
        return true;
      case 0x18:
        into.ttlSeconds = reader.low;
        return true;
      case 0x20:
        into.clear = reader.low !== 0;
        return true;
      case 0x30:
        into.peerPid = reader.low;
        return true;
      default:
        return false;
    }
  }

  #statusField(into: WorkerMetricDetailStatus, end: number): boolean {
    const reader = this.#reader;
    const tag = reader.bytes[reader.at]!;
    reader.at += 1;
    if (!this.#small(end)) return false;
    switch (tag) {
      case 0x08:
        into.configured = this.#level;
        return true;
      case 0x10:
        into.effective = this.#level;
        return true;
      case 0x18:
        into.previousEffective = this.#level;
        return true;
      case 0x20:
        into.activeLeaseCount = reader.low;
        return true;
      default:
        return false;
    }
  }

  /** A number that is the same in every type of field. */
  #small(end: number): boolean {
    const reader = this.#reader;
    return reader.varint(end) && reader.high === 0 && reader.low <= 0x7fff_ffff;
  }

  /** Enumerations are open: any number is a value of them. */
  get #level(): MetricDetail {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- as the line above says
    return this.#reader.low as MetricDetail;
  }

  get #status(): ResponseStatus {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- as above
    return this.#reader.low as ResponseStatus;
  }

  /** Into a message that nothing follows. */
  #isLast(end: number): boolean {
    const reader = this.#reader;
    return reader.length(end) && reader.at + reader.low === end;
  }
}
