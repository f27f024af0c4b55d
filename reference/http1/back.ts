// A connection to a back end in HTTP/1: dialled for one exchange, then used again for others of the same
// client as long as nothing is owed or left over on it. Whether a request is tried again is the
// session's business.

import {
  encodeRequestHead,
  requestToHttp1,
  type ResponseEvent,
  responseFromHttp1,
  type ResponseHead,
  ResponseParser,
} from "../../wire/index.ts";
import type { ConnectOutcome, ConnId, Micros } from "../host.ts";
import type { FlowFailure } from "../mux/flow.ts";
import type { BackLeg, BackLoss, DetachReason, Session } from "../mux/leg.ts";
import type { RequestInfo } from "../mux/message.ts";
import type { Slot } from "../mux/slot.ts";
import type { Socket } from "../mux/socket.ts";
import type { Timeouts } from "../mux/timeouts.ts";
import { backDeadline, type BackPhase } from "./back-deadline.ts";
import { Intake } from "./intake.ts";
import { MessageWriter } from "./message-writer.ts";

export interface BackParts {
  readonly socket: Socket;
  readonly session: Session;
  readonly timeouts: Timeouts;
}

export class Http1Back implements BackLeg {
  readonly conn: ConnId;
  readonly #parts: BackParts;
  readonly #parser: ResponseParser = new ResponseParser();
  readonly #intake: Intake<ResponseEvent>;
  readonly #writer: MessageWriter = new MessageWriter();
  #phase: BackPhase = "connecting";
  #slot: Slot | undefined;
  #isBegun = false;
  /** Bytes of the answer to the present request were seen. */
  #isAnswered = false;
  /** Whether the back end lets another request follow. */
  #persists = false;
  #hasEnded = false;
  /** We wait for it, and for nobody else. */
  #isOwing = false;
  /** When the phase began, or the back end last sent or took something. */
  #since: Micros;
  wasUsed = false;

  constructor(now: Micros, parts: BackParts) {
    this.#parts = parts;
    this.conn = parts.socket.conn;
    this.#intake = new Intake<ResponseEvent>(this.#parser, parts.socket);
    this.#since = now;
  }

  get canTake(): boolean {
    return this.#phase === "parked";
  }

  get isGone(): boolean {
    return this.#phase === "gone";
  }

  onConnect(now: Micros, outcome: ConnectOutcome): void {
    if (this.#phase !== "connecting") return;
    if (outcome !== "connected") {
      this.#lose(now, "refused");
      return;
    }
    this.#enter(now, this.#slot === undefined ? "parked" : "busy");
    this.#parts.session.backReady(now, this);
  }

  attach(now: Micros, slot: Slot): void {
    this.#slot = slot;
    this.#isBegun = false;
    this.#isAnswered = false;
    if (this.#phase === "parked") this.#enter(now, "busy");
  }

  detach(now: Micros, slot: Slot, why: DetachReason): void {
    if (this.#slot !== slot) return;
    const isWhole = why === "done" && this.#phase === "busy" && slot.request.finished;
    this.#slot = undefined;
    if (this.#phase === "gone") return;
    // BODY-ATTRIBUTION: with a byte owed either way, what comes next would be nobody's.
    const isClean = isWhole && this.#persists && !this.#hasEnded && this.#parser.pendingBytes === 0;
    if (isClean) {
      this.wasUsed = true;
      this.#writer.finish();
      this.#enter(now, "parked");
    } else if (why === "done") {
      this.#leave(now);
    } else {
      this.endNow();
    }
  }

  pumpRequest(): void {
    // The flow says what there is.
  }

  responseRoom(): void {
    // The buffer says how much.
  }

  endNow(): void {
    if (this.#phase === "gone") return;
    this.#phase = "gone";
    this.#parts.socket.reset();
  }

  onData(now: Micros, bytes: Uint8Array): number {
    if (this.#phase === "leaving" || this.#phase === "gone") return bytes.length;
    const slot = this.#slot;
    if (slot === undefined) {
      // BODY-ATTRIBUTION: nobody asked for it.
      this.#lose(now, "malformed");
      return bytes.length;
    }
    const taken = this.#intake.offer(bytes, slot.response.buffer.room);
    if (taken > 0) {
      this.#since = now;
      this.#isAnswered = this.#isBegun;
      this.#read(now);
    }
    this.#intake.keep();
    return taken;
  }

  onEnd(now: Micros): void {
    this.#hasEnded = true;
    if (this.#slot === undefined || this.#phase === "leaving") {
      this.#lose(now, "end");
      return;
    }
    this.#parser.end("fin");
    this.#read(now);
  }

  onReset(now: Micros): void {
    this.#parts.socket.isEnded = true;
    this.#lose(now, "reset");
  }

  onWritable(now: Micros): void {
    this.#parts.socket.isBlocked = false;
    this.#since = now;
  }

  flush(now: Micros): void {
    const slot = this.#slot;
    if (slot === undefined || !this.#isAttached()) return;
    this.#write(now, slot);
    this.#read(now);
    this.#intake.keep();
    if (!this.#isAttached()) return;
    this.#intake.resume(slot.response.buffer.room);
    const owes = this.#owes(slot);
    if (owes && !this.#isOwing) this.#since = now;
    this.#isOwing = owes;
  }

  nextDeadline(): Micros | undefined {
    return backDeadline(this.#phase, this.#since, this.#isOwing, this.#parts.timeouts);
  }

  onDeadline(now: Micros): void {
    switch (this.#phase) {
      case "connecting":
        this.#lose(now, "timeout");
        return;
      case "parked":
      case "leaving":
        // TIMEOUT-IDLE-BACKEND: nobody is waiting here.
        this.#lose(now, "end");
        return;
      case "busy":
        this.#fail(now, "timeout");
        return;
      case "tunnel":
      case "gone":
    }
  }

  #isAttached(): boolean {
    return this.#phase === "busy" || this.#phase === "tunnel";
  }

  /** TIMEOUT-BACKEND: it has to send or to take something, and we could take or send it. */
  #owes({ request, response }: Slot): boolean {
    if (this.#parts.socket.isBlocked) return true;
    if (response.buffer.room === 0 || this.#intake.isHolding) return false;
    const isAsked = request.head?.isContinueExpected === true && request.received === 0;
    return request.finished || response.head !== undefined || isAsked;
  }

  #write(now: Micros, slot: Slot): void {
    const { session, socket } = this.#parts;
    const { request } = slot;
    if (!this.#isBegun) this.#begin(now, slot);
    if (request.tunnel !== undefined && this.#phase !== "tunnel") {
      this.#phase = "tunnel";
      this.#writer.becomeTunnel();
    }
    const bytes = this.#writer.pump(socket, request);
    if (bytes > 0) {
      this.#since = now;
      session.requestForwarded(now, slot);
    }
    // H1-UPGRADE: one direction may end before the other.
    if (request.tunnel?.finished === true) socket.end();
    if (socket.isEnded && this.#hasEnded && this.#phase === "tunnel") this.#tunnelEnded(now, slot);
  }

  #begin(now: Micros, slot: Slot): void {
    const request = this.#requestOf(slot);
    const { line, fields, framing } = requestToHttp1(request);
    this.#parser.expect({
      method: request.method,
      isUpgradeAsked: request.upgrade !== undefined,
    });
    this.#writer.putHead(encodeRequestHead(line, fields), framing.kind);
    this.#isBegun = true;
    this.#since = now;
  }

  #requestOf({ decision }: Slot): RequestInfo {
    if (decision === undefined) throw new Error("a request is sent that was not routed");
    return decision.request;
  }

  #read(now: Micros): void {
    let isNews = false;
    const slot = this.#slot;
    if (slot === undefined) return;
    while (this.#isReading(slot)) {
      const event = this.#intake.next();
      if (event === undefined) break;
      isNews = this.#take(now, slot, event) || isNews;
    }
    if (isNews && this.#slot === slot) this.#parts.session.responseNews(now, slot);
  }

  #isReading({ response }: Slot): boolean {
    if (!this.#isAttached() || response.failure !== undefined) return false;
    if (response.tunnel !== undefined) return !response.tunnel.ended;
    return !response.ended;
  }

  /** Whether the session has to hear of it. */
  #take(now: Micros, slot: Slot, event: ResponseEvent): boolean {
    const { response } = slot;
    switch (event.kind) {
      case "response":
        this.#head(slot, event.head);
        return true;
      case "body":
        response.addPayload(event.bytes);
        return true;
      case "end":
        if (event.trailers.length > 0) response.trailers = event.trailers;
        response.ended = true;
        return true;
      case "tunnel":
        response.buffer.write(event.bytes);
        return true;
      case "closed":
        return this.#ended(now, slot);
      case "fault":
        this.#faulted(now, event.fault.kind);
        return false;
    }
  }

  #head({ request, response }: Slot, head: ResponseHead): void {
    const read = responseFromHttp1(head);
    if (read.isInterim) {
      response.addInterim(read);
      return;
    }
    this.#persists = head.persists;
    response.head = read;
    if (read.content !== "tunnel") return;
    request.tunnel = { ended: false, finished: false };
    response.tunnel = { ended: false, finished: false };
  }

  #ended(now: Micros, { response }: Slot): boolean {
    if (response.tunnel !== undefined) {
      response.tunnel.ended = true;
      return true;
    }
    this.#lose(now, "end");
    return false;
  }

  #faulted(now: Micros, kind: string): void {
    if (kind === "unsolicited") this.#lose(now, "end");
    else if (kind === "truncated") this.#fail(now, "truncated");
    else this.#fail(now, "malformed");
  }

  #fail(now: Micros, failure: FlowFailure): void {
    const slot = this.#slot;
    if (slot === undefined) return;
    slot.response.failure = failure;
    this.#parts.session.responseNews(now, slot);
  }

  #tunnelEnded(now: Micros, slot: Slot): void {
    if (slot.response.tunnel?.ended === true) this.#lose(now, "end");
  }

  /** The exchange is over, and the connection with it; the back end may not have ended yet. */
  #leave(now: Micros): void {
    this.#enter(now, "leaving");
    this.#parts.socket.end();
    if (this.#hasEnded) this.#phase = "gone";
    else if (this.#intake.isHolding) this.#parts.socket.resume();
  }

  #lose(now: Micros, how: BackLoss): void {
    if (this.#phase === "gone") return;
    const slot = this.#slot;
    this.#phase = "gone";
    if (how === "end" && this.#hasEnded) this.#parts.socket.end();
    else if (how !== "refused" && how !== "reset") this.#parts.socket.reset();
    if (slot !== undefined && this.#isAnswered) slot.response.failure ??= "truncated";
    this.#parts.session.backGone(now, this, how);
  }

  #enter(now: Micros, phase: BackPhase): void {
    this.#phase = phase;
    this.#since = now;
  }
}
