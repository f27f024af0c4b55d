// Writes the messages of the lease verb, the busiest on the channel, without looking anything up: the
// tags are written out here. What it writes is what `MessageEncoder` would; whatever is not the lease
// verb, or holds something out of the ordinary, is up to that one, also what is wrong.

import type {
  MetricDetailStatus,
  Request,
  Response,
  ResponseContent,
  SetMetricDetail,
  WorkerMetricDetailStatus,
  WorkerResponse,
} from "./command_pb.ts";
import { sortedKeys } from "./key-order.ts";
import type { BackwardWriter } from "./writer.ts";

type RequestType = Request["requestType"];
type ContentType = ResponseContent["contentType"];

const setMetricDetailTag = (55 << 3) | 2;
const metricDetailStatusTag = (16 << 3) | 2;
const workerMetricDetailStatusTag = (17 << 3) | 2;

/** Every method that returns false has written nothing, or what its caller drops. */
export class LeaseEncoder {
  readonly #writer: BackwardWriter;

  constructor(writer: BackwardWriter) {
    this.#writer = writer;
  }

  request(message: Request): boolean {
    const { requestType } = message;
    if (!isSetMetricDetail(requestType) || !isPlain(message)) return false;
    return this.#kept(this.#ask(requestType.value) && this.#inside(setMetricDetailTag, 0));
  }

  workerResponse(message: WorkerResponse): boolean {
    const { content } = message;
    if (!isPlain(content) || !isPlain(message)) return false;
    const { contentType } = content;
    if (!isWorkerStatus(contentType)) return false;
    return this.#kept(
      this.#status(contentType.value) &&
        this.#inside(workerMetricDetailStatusTag, 0) &&
        this.#inside(0x22, 0) &&
        (!Object.hasOwn(message, "message") || this.#text(0x1a, message.message)) &&
        (!Object.hasOwn(message, "status") || this.#number(0x10, message.status)) &&
        (!Object.hasOwn(message, "id") || this.#text(0x0a, message.id)),
    );
  }

  response(message: Response): boolean {
    const { content } = message;
    if (!isPlain(content) || !isPlain(message)) return false;
    const { contentType } = content;
    if (!isFleetStatus(contentType)) return false;
    return this.#kept(
      this.#fleet(contentType.value) &&
        this.#inside(metricDetailStatusTag, 0) &&
        this.#inside(0x1a, 0) &&
        (!Object.hasOwn(message, "message") || this.#text(0x12, message.message)) &&
        (!Object.hasOwn(message, "status") || this.#number(0x08, message.status)),
    );
  }

  #kept(isWhole: boolean): boolean {
    if (!isWhole) this.#writer.drop();
    return isWhole;
  }

  // Everything below writes from the end to the start: values before their tags, the last first.
  #ask(value: SetMetricDetail): boolean {
    return (
      isPlain(value) &&
      (!Object.hasOwn(value, "peerSessionUlid") || this.#text(0x3a, value.peerSessionUlid)) &&
      (!Object.hasOwn(value, "peerPid") || this.#number(0x30, value.peerPid)) &&
      (!Object.hasOwn(value, "reason") || this.#text(0x2a, value.reason)) &&
      this.#wish(value)
    );
  }

  #wish(value: SetMetricDetail): boolean {
    return (
      (!Object.hasOwn(value, "clear") || this.#flag(0x20, value.clear)) &&
      (!Object.hasOwn(value, "ttlSeconds") || this.#number(0x18, value.ttlSeconds)) &&
      (!Object.hasOwn(value, "detail") || this.#number(0x10, value.detail)) &&
      (!Object.hasOwn(value, "clientId") || this.#text(0x0a, value.clientId))
    );
  }

  #status(value: WorkerMetricDetailStatus): boolean {
    return (
      isPlain(value) &&
      (!Object.hasOwn(value, "activeLeaseCount") || this.#number(0x20, value.activeLeaseCount)) &&
      this.#levels(value)
    );
  }

  #fleet(value: MetricDetailStatus): boolean {
    if (!isPlain(value) || !isPlain(value.workers)) return false;
    const { workers } = value;
    const writer = this.#writer;
    const keys = sortedKeys(workers);
    for (let index = keys.length - 1; index >= 0; index -= 1) {
      const key = keys[index]!;
      const mark = writer.mark;
      if (!this.#status(workers[key]!) || !this.#inside(0x12, mark)) return false;
      if (!this.#text(0x0a, key) || !this.#inside(0x22, mark)) return false;
    }
    return this.#levels(value);
  }

  #levels(value: MetricDetailStatus | WorkerMetricDetailStatus): boolean {
    return (
      (!Object.hasOwn(value, "previousEffective") || this.#number(0x18, value.previousEffective)) &&
      (!Object.hasOwn(value, "effective") || this.#number(0x10, value.effective)) &&
      (!Object.hasOwn(value, "configured") || this.#number(0x08, value.configured))
    );
  }

  /** A number that is the same in every type of field. */
  #number(tag: number, value: number): boolean {
    if ((value | 0) !== value || value < 0) return false;
    this.#writer.word(value);
    this.#writer.word(tag);
    return true;
  }

  #flag(tag: number, value: boolean): boolean {
    if (typeof value !== "boolean") return false;
    return this.#number(tag, value ? 1 : 0);
  }

  #text(tag: number, value: string): boolean {
    if (typeof value !== "string") return false;
    this.#writer.text(value);
    this.#writer.word(tag);
    return true;
  }

  /** What was written since the mark becomes a message in a field. */
  #inside(tag: number, mark: number): boolean {
    const writer = this.#writer;
    writer.word(writer.mark - mark);
    writer.word(tag);
    return true;
  }
}

// Whoever made a message may have made it wrong: the types of the parameters are weaker than those of
// the arguments, and so is what is believed about values.
function isPlain<T extends object>(
  message: (T & { readonly $unknown?: unknown }) | undefined,
): message is T {
  return typeof message === "object" && message.$unknown === undefined;
}

function isSetMetricDetail(
  type: RequestType | undefined,
): type is RequestType & { readonly case: "setMetricDetail" } {
  return type?.case === "setMetricDetail";
}

function isWorkerStatus(
  type: ContentType | undefined,
): type is ContentType & { readonly case: "workerMetricDetailStatus" } {
  return type?.case === "workerMetricDetailStatus";
}

function isFleetStatus(
  type: ContentType | undefined,
): type is ContentType & { readonly case: "metricDetailStatus" } {
  return type?.case === "metricDetailStatus";
}
