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
  return encodeResponse(
    create(ResponseSchema, {
      status,
      message,
      ...(content === undefined
        ? {}
        : { content: create(ResponseContentSchema, { contentType: content }) }),
    }),
  );
}

export function progressPayload(message: string): Uint8Array {
  return encodeResponse(create(ResponseSchema, { status: ResponseStatus.PROCESSING, message }));
}

/** A worker's own event, as it came; the message names its source. */
export function workerEventPayload(worker: number, content: ResponseContent): Uint8Array {
  const message = String(worker);
  return encodeResponse(
    create(ResponseSchema, { status: ResponseStatus.PROCESSING, message, content }),
  );
}

export function masterEventPayload(event: Event): Uint8Array {
  const content = create(ResponseContentSchema, { contentType: { case: "event", value: event } });
  return encodeResponse(
    create(ResponseSchema, { status: ResponseStatus.PROCESSING, message: "main", content }),
  );
}
