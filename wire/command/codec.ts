// The four messages of the control channel, bytes to message and back. Decoding never throws: what a
// peer did wrong is a typed fault. No frame prefix here, and no opinion about what a message means.

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
import { compilePlan, type MessagePlan } from "./plan.ts";

export type Decoded<T> =
  { readonly ok: true; readonly message: T } | { readonly ok: false; readonly fault: PayloadFault };

const requestPlan = compilePlan(RequestSchema);
const responsePlan = compilePlan(ResponseSchema);
const workerRequestPlan = compilePlan(WorkerRequestSchema);
const workerResponsePlan = compilePlan(WorkerResponseSchema);
const setMetricDetailPlan = compilePlan(SetMetricDetailSchema);

// They hold a working buffer and a position only; two calls cannot see each other.
const encoder = new MessageEncoder();
const decoder = new MessageDecoder();

/** An empty payload is a request with no verb. */
export function decodeRequest(payload: Uint8Array): Decoded<Request> {
  return decode(requestPlan, payload);
}

export function decodeResponse(payload: Uint8Array): Decoded<Response> {
  return decode(responsePlan, payload);
}

export function decodeWorkerRequest(payload: Uint8Array): Decoded<WorkerRequest> {
  return decode(workerRequestPlan, payload);
}

export function decodeWorkerResponse(payload: Uint8Array): Decoded<WorkerResponse> {
  return decode(workerResponsePlan, payload);
}

/** A lease request with every field absent, as `create` makes it and several times as fast. */
export function blankSetMetricDetail(): SetMetricDetail {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the plan is its own
  return setMetricDetailPlan.blank() as unknown as SetMetricDetail;
}

/** The payload; `frameOf` makes it a frame. Throws `field-value` as all four do. */
export function encodeRequest(message: Request): Uint8Array {
  return encoder.encode(requestPlan, message);
}

export function encodeResponse(message: Response): Uint8Array {
  return encoder.encode(responsePlan, message);
}

export function encodeWorkerRequest(message: WorkerRequest): Uint8Array {
  return encoder.encode(workerRequestPlan, message);
}

/** A request on its way to a worker, from its own payload: for several workers it is encoded once. */
export function encodeWorkerRequestAround(id: string, request: Uint8Array): Uint8Array {
  const envelope: WorkerRequest = { $typeName: "kakehi.command.WorkerRequest", id };
  return encoder.encodeAround(workerRequestPlan, envelope, request);
}

export function encodeWorkerResponse(message: WorkerResponse): Uint8Array {
  return encoder.encode(workerResponsePlan, message);
}

function decode<T>(plan: MessagePlan, payload: Uint8Array): Decoded<T> {
  const draft = decoder.decode(plan, payload);
  if (draft !== undefined) {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- the plan made a T
    return { ok: true, message: draft as T };
  }
  return { ok: false, fault: decoder.reader.fault ?? { kind: "truncated", at: payload.length } };
}
