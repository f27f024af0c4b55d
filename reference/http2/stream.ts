// One stream of one connection: its state, its windows, and the exchange it carries one leg of. Who moves
// it on is the connection; this file only keeps what belongs together.

import type {
  FieldList,
  Malformed,
  PortableRequest,
  PortableResponse,
  PortableTrailers,
} from "../../wire/index.ts";
import type { Flow } from "../mux/flow.ts";
import type { Slot } from "../mux/slot.ts";
import type { ReceiveCredit, SendCredit } from "./credit.ts";
import type { StreamState } from "./stream-state.ts";
import { Wait } from "./wait-list.ts";

/** What a peer says on a stream, judged as RFC 9113 §8 wants it. */
export interface IncomingMessage {
  block(
    fields: FieldList,
    endStream: boolean,
  ): PortableRequest | PortableResponse | PortableTrailers | Malformed;
  data(payloadBytes: number, endStream: boolean): Malformed | undefined;
}

export interface StreamParts {
  readonly id: number;
  readonly slot: Slot;
  readonly send: SendCredit;
  readonly receive: ReceiveCredit;
  readonly message: IncomingMessage;
  /** What the peer sends, and what it is sent. */
  readonly incoming: Flow<unknown>;
  readonly outgoing: Flow<unknown>;
}

export class Http2Stream {
  readonly id: number;
  readonly slot: Slot;
  readonly send: SendCredit;
  readonly receive: ReceiveCredit;
  readonly message: IncomingMessage;
  readonly incoming: Flow<unknown>;
  readonly outgoing: Flow<unknown>;
  state: StreamState = "open";
  isHeadWritten = false;
  /** In line for a turn to write. */
  isReady = false;
  /** Payload written to the buffer, and how much of it the peer was told that it is gone. */
  takenBytes = 0;
  releasedBytes = 0;
  /** Payload that was sent, now and when its wait for credit began. */
  sentBytes = 0;
  stalledBytes = 0;
  /** How much the socket has taken when it has taken our last frame; 0: that is not written. */
  endBytes = 0;
  /** For credit, and for bytes that the peer owes. */
  readonly stall: Wait<Http2Stream> = new Wait<Http2Stream>(this);
  readonly silence: Wait<Http2Stream> = new Wait<Http2Stream>(this);

  constructor(parts: StreamParts) {
    this.id = parts.id;
    this.slot = parts.slot;
    this.send = parts.send;
    this.receive = parts.receive;
    this.message = parts.message;
    this.incoming = parts.incoming;
    this.outgoing = parts.outgoing;
    this.showCredit();
  }

  /** The slot's view of the window that the writing leg has. */
  showCredit(): void {
    this.outgoing.window = this.send.bytes;
  }

  /** Payload that has left the buffer since the last call: credit that the peer is owed. */
  takeReleased(): number {
    const goneBytes = this.takenBytes - this.incoming.buffer.size;
    const released = goneBytes - this.releasedBytes;
    this.releasedBytes = goneBytes;
    return released;
  }
}
