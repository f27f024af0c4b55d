// Everything of a slot that could show in a later exchange, as text. STREAM-REUSE-CLEAN: a slot that is
// used again reads like a new one. The index and the buffers themselves are left out.

import type { Flow } from "./flow.ts";
import type { RequestInfo, ResponseInfo } from "./message.ts";
import type { Slot } from "./slot.ts";

export function slotDigest(slot: Slot): string {
  const { state, attempts, counted, token, decision, record, isLogged } = slot;
  const { frontStream, backStream } = slot;
  return JSON.stringify({
    state,
    attempts,
    counted,
    token,
    decision,
    record,
    isLogged,
    frontStream,
    backStream,
    request: flowFacts(slot.request),
    response: flowFacts(slot.response),
  });
}

function flowFacts(flow: Flow<RequestInfo> | Flow<ResponseInfo>): object {
  const { buffer, ...rest } = flow;
  return { ...rest, size: buffer.size };
}
