// The four messages of the control channel, bytes to message and back. Decoding never throws: what a
// peer did wrong is a typed fault. No frame prefix here, and no opinion about what a message means.

import { fromBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { NESTING_LEVELS_MAX } from "../bounds.ts";
import {
  RequestSchema,
  ResponseSchema,
  WorkerRequestSchema,
  WorkerResponseSchema,
  type Request,
  type Response,
  type WorkerRequest,
  type WorkerResponse,
} from "./command_pb.ts";
import { MessageEncoder } from "./encoder.ts";
import type { PayloadFault } from "./fault.ts";
import { compilePlan, type MessagePlan } from "./plan.ts";
import { Precheck } from "./precheck.ts";

export type Decoded<T> =
  { readonly ok: true; readonly message: T } | { readonly ok: false; readonly fault: PayloadFault };

const requestPlan = compilePlan(RequestSchema);
const responsePlan = compilePlan(ResponseSchema);
const workerRequestPlan = compilePlan(WorkerRequestSchema);
const workerResponsePlan = compilePlan(WorkerResponseSchema);

// Holds a working buffer only; two calls cannot see each other.
const encoder = new MessageEncoder();

// The library counts the outermost message as a level, the bound does not; the pre-check decides.
const READ_OPTIONS = { recursionLimit: 2 * NESTING_LEVELS_MAX + 1 };

/** An empty payload is a request with no verb. */
export function decodeRequest(payload: Uint8Array): Decoded<Request> {
  return decode(RequestSchema, requestPlan, payload);
}

export function decodeResponse(payload: Uint8Array): Decoded<Response> {
  return decode(ResponseSchema, responsePlan, payload);
}

export function decodeWorkerRequest(payload: Uint8Array): Decoded<WorkerRequest> {
  return decode(WorkerRequestSchema, workerRequestPlan, payload);
}

export function decodeWorkerResponse(payload: Uint8Array): Decoded<WorkerResponse> {
  return decode(WorkerResponseSchema, workerResponsePlan, payload);
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

export function encodeWorkerResponse(message: WorkerResponse): Uint8Array {
  return encoder.encode(workerResponsePlan, message);
}

function decode<Schema extends DescMessage>(
  schema: Schema,
  plan: MessagePlan,
  payload: Uint8Array,
): Decoded<MessageShape<Schema>> {
  const precheck = new Precheck(payload);
  if (!precheck.accepts(plan)) {
    return { ok: false, fault: precheck.fault ?? { kind: "truncated", at: payload.length } };
  }
  // An unknown field is kept as a view; a message must not change with its transport's buffer.
  const source = precheck.unknownFields ? payload.slice() : payload;
  try {
    return { ok: true, message: fromBinary(schema, source, READ_OPTIONS) };
  } catch {
    // All that the library still refuses after the pre-check.
    return { ok: false, fault: { kind: "invalid-utf8" } };
  }
}
