// A client's connection in HTTP/1: one exchange after the other, answered in the order of the requests.
// What a request becomes is read in `#read`, what it is answered is written in `#write`; whether it is
// answered at all, and with what, is the session's business.

import {
  encodeResponseHead,
  type Http1Fault,
  type RequestEvent,
  type RequestHead,
  requestFromHttp1,
  RequestParser,
} from "../../wire/index.ts";
import type { ConnId, Micros } from "../host.ts";
import type { FrontLeg, FrontLoss, Session } from "../mux/leg.ts";
import { requestInfo } from "../mux/message.ts";
import type { Slot } from "../mux/slot.ts";
import type { Socket } from "../mux/socket.ts";
import type { Timeouts } from "../mux/timeouts.ts";
import { askedOf } from "../mux/own-answer.ts";
import { answerHead } from "./answer-head.ts";
import { frontDeadline, type FrontPhase, isReading } from "./front-phase.ts";
import { Intake } from "./intake.ts";
import { MessageWriter } from "./message-writer.ts";

export interface FrontParts {
  readonly socket: Socket;
  readonly session: Session;
  /** HTTP/1 has one exchange at a time, and one slot for all of them. */
  readonly slot: Slot;
  readonly timeouts: Timeouts;
  readonly scheme: "http" | "https";
}

export class Http1Front implements FrontLeg {
  readonly protocol = "H1";
  readonly conn: ConnId;
  readonly #parts: FrontParts;
  readonly #parser: RequestParser = new RequestParser();
  readonly #intake: Intake<RequestEvent>;
  readonly #writer: MessageWriter = new MessageWriter();
  #phase: FrontPhase = "first";
  /** Whether the client lets another request follow. */
  #persists = true;
  #isDraining = false;
  #isCut = false;
  /** The client has said its end. */
  #isClientDone = false;
  /** When the present wait began, and when the client last sent or took something. */
  #since: Micros;
  #heardAt: Micros;
  #sentAt: Micros;

  constructor(now: Micros, parts: FrontParts) {
    this.#parts = parts;
    this.conn = parts.socket.conn;
    this.#intake = new Intake<RequestEvent>(this.#parser, parts.socket);
    this.#since = now;
    this.#heardAt = now;
    this.#sentAt = now;
  }

  get isGone(): boolean {
    return this.#phase === "gone";
  }

  onData(now: Micros, bytes: Uint8Array): number {
    if (this.#isOver()) return bytes.length;
    const taken = this.#intake.offer(bytes, this.#slot.request.buffer.room);
    if (taken > 0) {
      this.#heardAt = now;
      this.#read(now);
    }
    this.#intake.keep();
    return taken;
  }

  /** H1-HALF-CLOSE: what came before is still answered. */
  onEnd(now: Micros): void {
    this.#isClientDone = true;
    if (this.#phase === "leaving") {
      this.#vanish(now, "end");
      return;
    }
    this.#parser.end("fin");
    this.#read(now);
  }

  onReset(now: Micros): void {
    this.#parts.socket.isEnded = true;
    this.#vanish(now, "reset");
  }

  onWritable(now: Micros): void {
    this.#parts.socket.isBlocked = false;
    this.#sentAt = now;
  }

  pumpResponse(): void {
    // The flow says what there is, and the buffer how much.
  }

  requestRoom(): void {
    // As above.
  }

  abandon(): void {
    this.#isCut = true;
  }

  beginDrain(): void {
    this.#isDraining = true;
  }

  endNow(): void {
    if (this.#phase === "gone") return;
    this.#phase = "gone";
    this.#parts.socket.reset();
  }

  flush(now: Micros): void {
    if (this.#isOver()) return;
    if (this.#isCut) {
      this.#breakOff(now);
      return;
    }
    this.#write(now);
    this.#read(now);
    this.#intake.keep();
    if (this.#isDraining && this.#isBetween) this.#leave(now);
    if (!this.#isOver()) this.#intake.resume(this.#slot.request.buffer.room);
  }

  nextDeadline(): Micros | undefined {
    const { request } = this.#slot;
    return frontDeadline(
      {
        phase: this.#phase,
        since: this.#since,
        heardAt: this.#heardAt,
        sentAt: this.#sentAt,
        isInHead: this.#parser.isInHead,
        isUploading: !request.ended && request.failure === undefined && !this.#intake.isHolding,
        isBlocked: this.#parts.socket.isBlocked,
      },
      this.#parts.timeouts,
    );
  }

  onDeadline(now: Micros): void {
    switch (this.#phase) {
      case "first":
        this.#tooLate(now);
        return;
      case "between":
        // H1-KEEPALIVE: nobody asked, so nobody is answered.
        if (this.#parser.isInHead) this.#tooLate(now);
        else this.#leave(now);
        return;
      case "exchange":
        this.#stalled(now);
        return;
      case "tunnel":
      case "leaving":
        this.#breakConnection(now, "timeout");
        return;
      case "gone":
    }
  }

  get #slot(): Slot {
    return this.#parts.slot;
  }

  #isOver(): boolean {
    return this.#phase === "leaving" || this.#phase === "gone";
  }

  get #isBetween(): boolean {
    return this.#phase === "first" || this.#phase === "between";
  }

  #read(now: Micros): void {
    const { session } = this.#parts;
    this.#noteStart(now);
    let isNews = false;
    while (isReading(this.#phase, this.#slot.request)) {
      const event = this.#intake.next();
      if (event === undefined) break;
      isNews = this.#take(now, event) || isNews;
    }
    this.#noteStart(now);
    if (isNews) session.requestNews(now, this.#slot);
  }

  /** Whether the session has to hear of the request's content. */
  #take(now: Micros, event: RequestEvent): boolean {
    const { request } = this.#slot;
    switch (event.kind) {
      case "request":
        this.#begin(now, event.head);
        return false;
      case "body":
        request.addPayload(event.bytes);
        return true;
      case "end":
        if (event.trailers.length > 0) request.trailers = event.trailers;
        request.ended = true;
        this.#slot.record.bytesIn += this.#intake.takeConsumed();
        return true;
      case "tunnel":
        request.buffer.write(event.bytes);
        this.#since = now;
        return true;
      case "closed":
        return this.#clientEnded(now);
      case "fault":
        return this.#faulted(now, event.fault);
    }
  }

  #begin(now: Micros, head: RequestHead): void {
    const { session, scheme } = this.#parts;
    const slot = this.#slot;
    this.#phase = "exchange";
    this.#sentAt = now;
    this.#slot.record.bytesIn += this.#intake.takeConsumed();
    const version = head.minor === 0 ? "1.0" : "1.1";
    slot.request.head = requestInfo(requestFromHttp1(head, scheme), version);
    // An HTTP/1.0 client is left: nothing tells whether those before it understand persistence.
    this.#persists = head.persists && head.minor === 1;
    session.admit(now, slot);
  }

  #faulted(now: Micros, fault: Http1Fault): boolean {
    this.#persists = false;
    if (!this.#isBetween) {
      this.#slot.request.failure = fault.kind === "truncated" ? "truncated" : "malformed";
      return true;
    }
    if (fault.kind === "truncated") {
      this.#leave(now);
      return false;
    }
    this.#phase = "exchange";
    this.#sentAt = now;
    this.#slot.record.bytesIn += this.#intake.takeConsumed();
    const counter = "http.frontend_parse_errors";
    const { status, isToHead = false } = fault;
    this.#parts.session.refuse(now, this.#slot, { status, counter, isToHead });
    return false;
  }

  #clientEnded(now: Micros): boolean {
    const { tunnel } = this.#slot.request;
    if (tunnel !== undefined) {
      tunnel.ended = true;
      return true;
    }
    if (this.#isBetween) this.#leave(now);
    return false;
  }

  #write(now: Micros): void {
    const { session, socket } = this.#parts;
    const slot = this.#slot;
    if (!slot.isOpen) return;
    const { response } = slot;
    this.#putHeads(slot);
    const bytes = this.#writer.pump(socket, response);
    if (bytes > 0) {
      this.#sentAt = now;
      slot.record.bytesOut += bytes;
      session.responseForwarded(now, slot);
    }
    if (this.#writer.framing === "tunnel") this.#tunnel(now, slot);
    else if (response.finished) this.#finish(now, slot);
  }

  #putHeads({ request, response }: Slot): void {
    for (const interim of response.interims) {
      // "A server MUST NOT send a 1xx response to an HTTP/1.0 client."
      if (request.head?.version === "1.0") continue;
      const { status, reason, fields } = interim;
      this.#writer.putInterim(encodeResponseHead({ status, reason }, fields));
    }
    response.interims.length = 0;
    if (response.head === undefined || this.#writer.framing !== undefined) return;
    const isDone = this.#isClientDone && this.#parser.pendingBytes === 0;
    // The rest of a request that is answered already is not waited for.
    const isEarly = response.ended && !request.ended;
    const isLast = !this.#persists || this.#isDraining || isDone || isEarly;
    const { bytes, framing, persists } = answerHead(response.head, askedOf(this.#slot), isLast);
    this.#persists &&= persists;
    this.#writer.putHead(bytes, framing);
    // From here on there is no other answer, also while the socket takes nothing.
    response.forwardedHead = true;
  }

  #finish(now: Micros, slot: Slot): void {
    const { session } = this.#parts;
    this.#writer.finish();
    if (!this.#persists || this.#isDraining || !slot.request.ended) {
      session.responseWritten(now, slot, "keep");
      this.#leave(now);
      return;
    }
    session.responseWritten(now, slot, "renew");
    if (this.#parser.isUndecided) this.#parser.continueMessages();
    this.#phase = "between";
    this.#since = now;
  }

  /** H1-UPGRADE: until both directions have ended. */
  #tunnel(now: Micros, slot: Slot): void {
    const { session, socket } = this.#parts;
    const { request, response } = slot;
    this.#since = now;
    const isAgreed = !this.#writer.isPending && this.#parser.isUndecided;
    if (isAgreed && this.#phase !== "tunnel") {
      this.#parser.becomeTunnel();
      this.#phase = "tunnel";
      session.upgraded(now, slot);
    }
    if (response.tunnel?.finished === true) socket.end();
    if (socket.isEnded && request.tunnel?.finished === true) this.#vanish(now, "end");
  }

  /** BODY-TRUNCATED: what only the end would complete is not ended in order. */
  #breakOff(now: Micros): void {
    const { framing } = this.#writer;
    if (framing !== "close" && framing !== "tunnel") {
      this.#leave(now);
      return;
    }
    this.#breakConnection(now, "fault");
  }

  #breakConnection(now: Micros, how: FrontLoss): void {
    this.#parts.socket.reset();
    this.#vanish(now, how);
  }

  /** No more is taken and no more said; the client may still have to read what was said. */
  #leave(now: Micros): void {
    this.#phase = "leaving";
    this.#since = now;
    this.#parts.socket.end();
    if (this.#isClientDone) this.#vanish(now, "end");
    else if (this.#intake.isHolding) this.#parts.socket.resume();
  }

  #vanish(now: Micros, how: FrontLoss): void {
    if (this.#phase === "gone") return;
    this.#phase = "gone";
    this.#parts.session.frontGone(now, how);
  }

  /** TIMEOUT-REQUEST */
  #tooLate(now: Micros): void {
    this.#persists = false;
    this.#phase = "exchange";
    this.#sentAt = now;
    const refusal = { status: 408, discriminator: "client_timeout" } as const;
    this.#parts.session.refuse(now, this.#slot, refusal);
  }

  /** It does not take the answer, or does not send the rest of the request. */
  #stalled(now: Micros): void {
    const { session, socket } = this.#parts;
    if (socket.isBlocked) {
      this.#breakConnection(now, "timeout");
      return;
    }
    this.#persists = false;
    this.#slot.request.failure = "timeout";
    session.requestNews(now, this.#slot);
  }

  /** LOG-TIMES: a request begins with its first byte. */
  #noteStart(now: Micros): void {
    if (!this.#isBetween || !this.#parser.isInHead) return;
    const { record } = this.#slot;
    if (record.startedAt !== undefined) return;
    record.startedAt = now;
    // TIMEOUT-REQUEST: for a later request from its first byte on; drips do not move it.
    if (this.#phase === "between") this.#since = now;
  }
}
