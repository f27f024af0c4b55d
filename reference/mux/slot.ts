// One exchange and its two directions. The state is moved by the slot table alone, by the transitions
// of slot-state.ts; legs read it and fill the flows.

import type { ConnId } from "../host.ts";
import type { ForwardDecision } from "../routing/router.ts";
import type { BufferPair } from "./buffer-pool.ts";
import { Flow } from "./flow.ts";
import type { RequestInfo, ResponseInfo } from "./message.ts";
import { ExchangeRecord } from "./record.ts";
import type { SlotState } from "./slot-state.ts";

export class Slot {
  readonly index: number;
  readonly request: Flow<RequestInfo>;
  readonly response: Flow<ResponseInfo>;
  state: SlotState = "Idle";
  /** RETRY-BOUND: dials and reuses. */
  attempts = 0;
  /** GAUGE-FLAG: a unit of http.active_requests is this slot's. */
  counted = false;
  /** STREAM-LINKED-TOKEN: the back end's connection, while Linked. */
  token: ConnId | undefined;
  /** The reverse index lists it under its token. */
  isListed = false;
  /** ROUTE-EDITS: decided once, however many attempts it takes. */
  decision: ForwardDecision | undefined;
  record: ExchangeRecord = new ExchangeRecord();
  /** Its one final record was written. */
  isLogged = false;
  /** What the legs call it on the wire; HTTP/1 has no name for it. */
  frontStream = 0;
  backStream = 0;

  constructor(index: number, { request, response }: BufferPair) {
    this.index = index;
    this.request = new Flow<RequestInfo>(request);
    this.response = new Flow<ResponseInfo>(response);
  }

  /** STREAM-OPEN */
  get isOpen(): boolean {
    return this.state !== "Idle" && this.state !== "Recycle";
  }

  /** STREAM-QUIESCED: both sides initial, complete or broken off, and nothing stored. */
  get isQuiesced(): boolean {
    return isQuiet(this.request) && isQuiet(this.response);
  }

  /** STREAM-REUSE-CLEAN: what is left is what a new one has. */
  reset(): void {
    this.request.reset();
    this.response.reset();
    this.attempts = 0;
    this.counted = false;
    this.token = undefined;
    this.isListed = false;
    this.decision = undefined;
    this.record = new ExchangeRecord();
    this.isLogged = false;
    this.frontStream = 0;
    this.backStream = 0;
  }
}

function isQuiet(flow: Flow<RequestInfo> | Flow<ResponseInfo>): boolean {
  if (flow.buffer.size > 0) return false;
  return flow.head === undefined || flow.finished || flow.failure !== undefined;
}
