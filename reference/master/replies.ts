// The messages a master writes to its clients, as frames.

import {
  frameResponse,
  ResponseStatus,
  type Event,
  type ResponseContent,
} from "../../wire/index.ts";
import type { Conclusion } from "./order.ts";

export function terminalFrame({ outcome, message, content }: Conclusion): Uint8Array {
  const status = outcome === "failure" ? ResponseStatus.FAILURE : ResponseStatus.OK;
  if (content === undefined) return frameOf(status, message);
  const $typeName = "kakehi.command.ResponseContent";
  return frameOf(status, message, { $typeName, contentType: content });
}

export function progressFrame(message: string): Uint8Array {
  return frameOf(ResponseStatus.PROCESSING, message);
}

/** A worker's own event, as it came; the message names its source. */
export function workerEventFrame(worker: number, content: ResponseContent): Uint8Array {
  return frameOf(ResponseStatus.PROCESSING, String(worker), content);
}

export function masterEventFrame(event: Event): Uint8Array {
  const $typeName = "kakehi.command.ResponseContent";
  const contentType = { case: "event", value: event } as const;
  return frameOf(ResponseStatus.PROCESSING, "main", { $typeName, contentType });
}

function frameOf(status: ResponseStatus, message: string, content?: ResponseContent): Uint8Array {
  return frameResponse({ $typeName: "kakehi.command.Response", status, message, content });
}
