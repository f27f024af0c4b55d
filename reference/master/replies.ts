// The messages a master writes to its clients.

import {
  encodeResponse,
  ResponseStatus,
  type Event,
  type ResponseContent,
} from "../../wire/index.ts";
import type { Conclusion } from "./order.ts";

export function terminalPayload({ outcome, message, content }: Conclusion): Uint8Array {
  const status = outcome === "failure" ? ResponseStatus.FAILURE : ResponseStatus.OK;
  if (content === undefined) return payloadOf(status, message);
  const $typeName = "kakehi.command.ResponseContent";
  return payloadOf(status, message, { $typeName, contentType: content });
}

export function progressPayload(message: string): Uint8Array {
  return payloadOf(ResponseStatus.PROCESSING, message);
}

/** A worker's own event, as it came; the message names its source. */
export function workerEventPayload(worker: number, content: ResponseContent): Uint8Array {
  return payloadOf(ResponseStatus.PROCESSING, String(worker), content);
}

export function masterEventPayload(event: Event): Uint8Array {
  const $typeName = "kakehi.command.ResponseContent";
  const contentType = { case: "event", value: event } as const;
  return payloadOf(ResponseStatus.PROCESSING, "main", { $typeName, contentType });
}

function payloadOf(status: ResponseStatus, message: string, content?: ResponseContent): Uint8Array {
  return encodeResponse({ $typeName: "kakehi.command.Response", status, message, content });
}
