// The messages a master writes to its clients.

import {
  create,
  encodeResponse,
  ResponseContentSchema,
  ResponseSchema,
  ResponseStatus,
  type Event,
  type ResponseContent,
} from "../../wire/index.ts";
import type { Conclusion } from "./order.ts";

export function terminalPayload({ outcome, message, content }: Conclusion): Uint8Array {
  const status = outcome === "failure" ? ResponseStatus.FAILURE : ResponseStatus.OK;
  if (content === undefined) return payloadOf(status, message);
  const wrapped = create(ResponseContentSchema);
  wrapped.contentType = content;
  return payloadOf(status, message, wrapped);
}

export function progressPayload(message: string): Uint8Array {
  return payloadOf(ResponseStatus.PROCESSING, message);
}

/** A worker's own event, as it came; the message names its source. */
export function workerEventPayload(worker: number, content: ResponseContent): Uint8Array {
  return payloadOf(ResponseStatus.PROCESSING, String(worker), content);
}

export function masterEventPayload(event: Event): Uint8Array {
  const content = create(ResponseContentSchema);
  content.contentType = { case: "event", value: event };
  return payloadOf(ResponseStatus.PROCESSING, "main", content);
}

function payloadOf(status: ResponseStatus, message: string, content?: ResponseContent): Uint8Array {
  const response = create(ResponseSchema);
  response.status = status;
  response.message = message;
  if (content !== undefined) response.content = content;
  return encodeResponse(response);
}
