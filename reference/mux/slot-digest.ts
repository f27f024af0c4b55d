// Everything of a slot that could show in a later exchange, as text. STREAM-REUSE-CLEAN: a slot that is
// used again reads like a new one. The index and the buffers themselves are left out.

import type { Flow } from "./flow.ts";
import type { RequestInfo, ResponseInfo } from "./message.ts";
import type { ExchangeRecord } from "./record.ts";
import type { Slot } from "./slot.ts";

/** Of one in which nothing is, whichever it is. */
const cleanDigest = "clean";

/** Nearly every slot is clean when somebody asks, and that is found much faster than written down. */
export function slotDigest(slot: Slot): string {
  return isClean(slot) ? cleanDigest : factsOf(slot);
}

/** A field that is left out here is found by the test, which leaves something in each. */
function isClean(slot: Slot): boolean {
  return (
    isFree(slot) &&
    isEmptyFlow(slot.request) &&
    isEmptyFlow(slot.response) &&
    isNew(slot.record) &&
    isUntold(slot.record)
  );
}

function isFree(slot: Slot): boolean {
  return (
    slot.state === "Idle" &&
    slot.attempts === 0 &&
    !slot.counted &&
    slot.token === undefined &&
    !slot.isListed &&
    slot.decision === undefined &&
    !slot.isLogged &&
    slot.frontStream === 0 &&
    slot.backStream === 0
  );
}

function hasNoInterim({ interims, hasInterim }: Flow<unknown>): boolean {
  return interims.length === 0 && !hasInterim;
}

function isEmptyFlow(flow: Flow<RequestInfo> | Flow<ResponseInfo>): boolean {
  return (
    flow.buffer.size === 0 &&
    flow.head === undefined &&
    hasNoInterim(flow) &&
    flow.trailers === undefined &&
    flow.received === 0 &&
    !flow.ended &&
    flow.failure === undefined &&
    flow.window === 0 &&
    !flow.forwardedHead &&
    flow.forwarded === 0 &&
    !flow.finished &&
    flow.tunnel === undefined
  );
}

/** Of the request: nothing has come. */
function isNew(record: ExchangeRecord): boolean {
  return (
    record.startedAt === undefined &&
    record.startedWall === 0 &&
    record.requestId === "" &&
    record.request === undefined &&
    record.refused === undefined &&
    record.cluster === undefined &&
    record.backend === undefined &&
    record.backendAddress === undefined &&
    record.tags.length === 0 &&
    record.sentAt === undefined &&
    record.bytesIn === 0
  );
}

/** Of what became of it: nothing is known. */
function isUntold(record: ExchangeRecord): boolean {
  return (
    record.answeredAt === undefined &&
    record.serverRoundTrip === undefined &&
    record.status === undefined &&
    record.reason === undefined &&
    record.bytesOut === 0 &&
    record.message === undefined &&
    record.discriminator === undefined &&
    !record.isError &&
    !record.isOnUsed &&
    !record.isReplayed &&
    !record.isDialLate
  );
}

function factsOf(slot: Slot): string {
  const { state, attempts, counted, token, decision, record, isLogged } = slot;
  const { frontStream, backStream, isListed } = slot;
  return JSON.stringify({
    state,
    attempts,
    counted,
    token,
    isListed,
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
