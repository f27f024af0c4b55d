// An answer of our own, put where a back end's would be. Nothing of another answer may have left.

import type { OwnAnswer } from "../routing/router.ts";
import type { ExchangeRecord } from "./record.ts";
import type { Slot } from "./slot.ts";

/** What is known of the request, also where its head could not be read. */
export function askedOf({ request, record }: Slot): ExchangeRecord["refused"] {
  return request.head ?? record.refused;
}

export function putAnswer(slot: Slot, own: OwnAnswer): void {
  const { response, record } = slot;
  const { status, fields, body, closes } = own;
  response.buffer.clear();
  response.trailers = undefined;
  response.failure = undefined;
  response.head = {
    kind: "response",
    status,
    isInterim: false,
    reason: "",
    fields,
    content: body.length,
    upgrade: undefined,
    closes,
  };
  // BODY-NONE
  const isHead = askedOf(slot)?.method === "HEAD";
  if (!isHead && response.buffer.write(body) < body.length) {
    throw new Error("an answer of our own does not fit a buffer");
  }
  response.ended = true;
  record.status = status;
  record.reason = undefined;
}
