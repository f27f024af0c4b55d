// The four messages of the control channel, bytes to message and back. Decoding never throws: what a
// peer did wrong is a typed fault. The lease verb has a way of its own through here, which is quicker
// and comes to the same. No opinion about what a message means.

import {
  RequestSchema,
  ResponseSchema,
  SetMetricDetailSchema,
  WorkerRequestSchema,
  WorkerResponseSchema,
  type Request,
  type Response,
  type SetMetricDetail,
  type WorkerRequest,
  type WorkerResponse,
} from "./command_pb.ts";
import { MessageDecoder } from "./decoder.ts";
import { MessageEncoder } from "./encoder.ts";
import type { PayloadFault } from "./fault.ts";
import { LeaseDecoder } from "./lease-decoder.ts";
import { LeaseEncoder } from "./lease-encoder.ts";
import { compilePlan, type MessagePlan } from "./plan.ts";
import { wireTypes } from "./wire-type.ts";
import { BackwardWriter } from "./writer.ts";

export type Decoded<T> =
  { readonly ok: true; readonly message: T } | { readonly ok: false; readonly fault: PayloadFault };

const requestPlan = compilePlan(RequestSchema);
const responsePlan = compilePlan(ResponseSchema);
const workerRequestPlan = compilePlan(WorkerRequestSchema);
const workerResponsePlan = compilePlan(WorkerResponseSchema);
const setMetricDetailPlan = compilePlan(SetMetricDetailSchema);

const idTag = (1 << 3) | wireTypes.delimited;
const contentTag = (2 << 3) | wireTypes.delimited;

// They hold working memory and a position only; two calls cannot see each other.
const writer = new BackwardWriter();
const encoder = new MessageEncoder(writer);
const leaseEncoder = new LeaseEncoder(writer);
const decoder = new MessageDecoder();
const leaseDecoder = new LeaseDecoder();

/** An empty payload is a request with no verb. */
export function decodeRequest(payload: Uint8Array): Decoded<Request> {
  return decode(requestPlan, payload, leaseDecoder.request(payload));
}

export function decodeResponse(payload: Uint8Array): Decoded<Response> {
  return decode<Response>(responsePlan, payload, undefined);
}

export function decodeWorkerRequest(payload: Uint8Array): Decoded<WorkerRequest> {
  return decode(workerRequestPlan, payload, leaseDecoder.workerRequest(payload));
}

export function decodeWorkerResponse(payload: Uint8Array): Decoded<WorkerResponse> {
  return decode(workerResponsePlan, payload, leaseDecoder.workerResponse(payload));
}

/** A lease request with every field absent, as `create` makes it and several times as fast. */
export function blankSetMetricDetail(): SetMetricDetail {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the plan is its own
  return setMetricDetailPlan.blank() as unknown as SetMetricDetail;
}

/** The payload; `frameOf` makes it a frame. Throws `field-value` as all of these do. */
export function encodeRequest(message: Request): Uint8Array {
  return payloadOf(writeRequest, message);
}

export function encodeResponse(message: Response): Uint8Array {
  return payloadOf(writeResponse, message);
}

export function encodeWorkerRequest(message: WorkerRequest): Uint8Array {
  return payloadOf(writeWorkerRequest, message);
}

export function encodeWorkerResponse(message: WorkerResponse): Uint8Array {
  return payloadOf(writeWorkerResponse, message);
}

/** The whole frame, written in one place. */
export function frameResponse(message: Response): Uint8Array {
  return frameAround(writeResponse, message);
}

export function frameWorkerResponse(message: WorkerResponse): Uint8Array {
  return frameAround(writeWorkerResponse, message);
}

/** A request on its way to a worker, from its own payload: for several workers it is encoded once. */
export function frameWorkerRequest(id: string, request: Uint8Array): Uint8Array {
  writer.raw(request);
  writer.word(request.length);
  writer.word(contentTag);
  writer.text(id);
  writer.word(idTag);
  return writer.takeFrame();
}

function writeRequest(message: Request): void {
  if (!leaseEncoder.request(message)) encoder.write(requestPlan, message);
}

function writeResponse(message: Response): void {
  if (!leaseEncoder.response(message)) encoder.write(responsePlan, message);
}

function writeWorkerRequest(message: WorkerRequest): void {
  encoder.write(workerRequestPlan, message);
}

function writeWorkerResponse(message: WorkerResponse): void {
  if (!leaseEncoder.workerResponse(message)) encoder.write(workerResponsePlan, message);
}

function payloadOf<T>(write: (message: T) => void, message: T): Uint8Array {
  try {
    write(message);
    return writer.take();
  } finally {
    writer.drop();
  }
}

function frameAround<T>(write: (message: T) => void, message: T): Uint8Array {
  try {
    write(message);
    return writer.takeFrame();
  } finally {
    writer.drop();
  }
}

/** `message` where it was read already. */
function decode<T>(plan: MessagePlan, payload: Uint8Array, message: T | undefined): Decoded<T> {
  if (message !== undefined) return { ok: true, message };
  const draft = decoder.decode(plan, payload);
  if (draft !== undefined) {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the plan made a T
    return { ok: true, message: draft as T };
  }
  return { ok: false, fault: decoder.reader.fault ?? { kind: "truncated", at: payload.length } };
}
