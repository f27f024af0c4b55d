// The client's streams as exchanges: a request that begins becomes a slot, what comes on it fills the slot's
// request, what its response says is written. When a connection begins and ends is for `front.ts`.

import {
  endsWithHead,
  ErrorCode,
  FRAME_HEAD_BYTES,
  type PortableRequest,
  RequestMessage,
  writeHttp2Response,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import type { AbandonReason, Session } from "../mux/leg.ts";
import { requestInfo, type ResponseInfo } from "../mux/message.ts";
import type { Slot } from "../mux/slot.ts";
import { Http2Connection } from "./connection.ts";
import type { CoreParts } from "./core.ts";
import { ReceiveCredit, SendCredit } from "./credit.ts";
import { settledWindowBytes } from "./own-settings.ts";
import type { Gauges } from "./gauges.ts";
import type { ConnectionEnd, ConnectionOwner } from "./owner.ts";
import { Http2Stream } from "./stream.ts";

const { cancel, internalError, noError, protocolError, refusedStream } = ErrorCode;

export class FrontStreams implements ConnectionOwner {
  readonly connection: Http2Connection;
  readonly #session: Session;
  /** DRAIN-NO-NEW: nothing more is begun. */
  isDraining = false;
  /** RFC 9113 §6.8: the client begins nothing more; what it has begun goes on (H2-GOAWAY-CLIENT). */
  hasClientLeft = false;
  /** LOG-MESSAGE: why the stream that is being reset is. */
  #misuse = "H2::Reset";

  constructor(
    now: Micros,
    parts: Omit<CoreParts, "owner" | "role">,
    gauges: Gauges,
    session: Session,
  ) {
    this.#session = session;
    this.connection = new Http2Connection(now, { ...parts, role: "server", owner: this }, gauges);
  }

  streamOf(slot: Slot): Http2Stream | undefined {
    const stream = this.connection.core.streams.get(slot.frontStream);
    return stream?.slot === slot ? stream : undefined;
  }

  begun(now: Micros, id: number, endStream: boolean): void {
    const { core } = this.connection;
    const isFull = core.streams.size >= core.parts.options.concurrentStreamsMax;
    if (this.isDraining || isFull) {
      this.#refuse(now, id, isFull);
      return;
    }
    const message = new RequestMessage();
    const head = message.block(core.codec.fields, endStream);
    if (head.kind !== "request" || !isForUs(head)) {
      core.parts.counters.count("http.frontend_parse_errors");
      core.misuseOf(now, id, head.kind === "malformed" ? head.code : protocolError);
      return;
    }
    const slot = this.#session.open(now);
    if (slot === undefined) this.#refuse(now, id, false);
    else this.#begin(now, { id, slot, head, message, endStream });
  }

  #begin(now: Micros, { id, slot, head, message, endStream }: Beginning): void {
    const { core, inbound } = this.connection;
    core.lastProcessedId = id;
    slot.frontStream = id;
    slot.record.startedAt = inbound.blockSince;
    slot.record.bytesIn = FRAME_HEAD_BYTES + core.codec.blockBytes;
    slot.request.head = requestInfo(head, "2");
    slot.request.ended = endStream;
    const stream = new Http2Stream({
      id,
      slot,
      send: new SendCredit(core.peer.streamWindowBytes),
      // What is owed is half of the window that it comes to, or a stream that is older than our
      // acknowledged SETTINGS would wait for more than it may have in flight.
      receive: new ReceiveCredit(core.own.streamWindowBytes, settledWindowBytes),
      message,
      incoming: slot.request,
      outgoing: slot.response,
    });
    if (endStream) stream.state = "half-closed-remote";
    else core.silences.start(now, stream.silence);
    core.streams.add(stream);
    this.#session.admit(now, slot);
  }

  /** H2-CONCURRENCY: it may be tried again elsewhere. Who knows the limit and passes it misuses it. */
  #refuse(now: Micros, id: number, isOverLimit: boolean): void {
    const { core } = this.connection;
    if (isOverLimit && core.own.ackDueAt === undefined) {
      core.misuseOf(now, id, refusedStream);
      return;
    }
    core.writeReset(id, refusedStream);
    core.streams.closed.add(id, "reset-local");
  }

  /** Trailers. */
  blockCame(now: Micros, stream: Http2Stream, endStream: boolean): void {
    const { core } = this.connection;
    const trailers = stream.message.block(core.codec.fields, endStream);
    if (trailers.kind !== "trailers") {
      core.parts.counters.count("http.frontend_parse_errors");
      core.misuse(now, stream, trailers.kind === "malformed" ? trailers.code : protocolError);
      return;
    }
    const { request } = stream.slot;
    if (trailers.fields.length > 0) request.trailers = trailers.fields;
    request.ended = true;
    core.silences.stop(stream.silence);
    core.streams.move(stream, "headers-end");
    this.#session.requestNews(now, stream.slot);
  }

  contentCame(now: Micros, stream: Http2Stream): void {
    this.#session.requestNews(now, stream.slot);
  }

  wasReset(now: Micros, { slot }: Http2Stream): void {
    this.#session.clientReset(now, slot, "H2::ResetFrame");
  }

  wasMisused(now: Micros, { slot }: Http2Stream): void {
    this.#session.clientReset(now, slot, this.#misuse);
    this.#misuse = "H2::Reset";
  }

  settingsCame(): void {
    // What they change is changed.
  }

  goawayCame(): void {
    this.hasClientLeft = true;
  }

  wasLost(now: Micros, how: ConnectionEnd): void {
    this.#session.frontGone(now, how === "fault" ? "fault" : "timeout");
  }

  writeHead(now: Micros, stream: Http2Stream): boolean {
    const { response } = stream.slot;
    for (
      let head = response.interims.shift();
      head !== undefined;
      head = response.interims.shift()
    ) {
      this.#write(stream, head, false);
    }
    const { head } = response;
    if (head === undefined) return false;
    const isAll = response.ended && response.buffer.size === 0 && response.trailers === undefined;
    // BODY-NONE: complete with its head, whatever its fields say.
    const endStream = endsWithHead(head.content) || isAll;
    this.#write(stream, head, endStream);
    stream.isHeadWritten = true;
    response.forwardedHead = true;
    if (endStream) this.connection.outbound.finish(now, stream);
    return true;
  }

  #write(stream: Http2Stream, head: ResponseInfo, endStream: boolean): void {
    const { core } = this.connection;
    writeHttp2Response(head, core.codec.written);
    core.writeBlock(stream, endStream);
  }

  forwarded(now: Micros, { slot }: Http2Stream): void {
    this.#session.responseForwarded(now, slot);
  }

  finished(now: Micros, stream: Http2Stream): void {
    // RFC 9113 §8.1: "request that the client abort transmission of a request without error".
    if (stream.state === "half-closed-local") this.connection.core.reset(stream, noError);
    this.#session.responseLeaves(now, stream.slot);
  }

  /** LOG-ERROR: an answer that its client does not take is none that was delivered. */
  left(now: Micros, { slot }: Http2Stream): void {
    slot.response.finished = true;
    this.#session.responseWritten(now, slot, "recycle");
  }

  /** BODY-TRUNCATED: never shown as a complete message. */
  broke(now: Micros, stream: Http2Stream): void {
    const isUntouched = stream.outgoing.failure === "unprocessed" && !stream.isHeadWritten;
    this.connection.core.reset(stream, isUntouched ? refusedStream : internalError);
    this.#session.responseWritten(now, stream.slot, "recycle");
  }

  stalled(now: Micros, stream: Http2Stream): void {
    const { counters } = this.connection.core.parts;
    counters.count("h2.streams.reaped.window_stall");
    // It did give credit, but less than the honest rate.
    if (stream.sentBytes > stream.stalledBytes) counters.count("h2.streams.reaped.stall_budget");
    this.#misuse = "H2::WindowStall";
    this.connection.core.misuse(now, stream, cancel);
  }

  fellSilent(now: Micros, stream: Http2Stream): void {
    this.connection.core.parts.counters.count("h2.streams.reaped.idle_timeout");
    this.#misuse = "H2::IdleTimeout";
    this.connection.core.misuse(now, stream, cancel);
  }

  abandon(slot: Slot, why: AbandonReason): void {
    const stream = this.streamOf(slot);
    if (stream === undefined) return;
    this.connection.core.reset(stream, why === "unprocessed" ? refusedStream : internalError);
  }

  /** FIN: requests that are not whole will never be. */
  giveUpUnfinished(now: Micros): void {
    const { core } = this.connection;
    for (const stream of [...core.streams.all()]) {
      if (stream.incoming.ended) continue;
      core.reset(stream, cancel);
      this.#session.clientReset(now, stream.slot, "H2::Reset");
    }
  }
}

interface Beginning {
  readonly id: number;
  readonly slot: Slot;
  readonly head: PortableRequest;
  readonly message: RequestMessage;
  readonly endStream: boolean;
}

/** A proxy of http and https; CONNECT, which has no scheme, is answered. */
function isForUs(head: PortableRequest): boolean {
  return head.scheme === "http" || head.scheme === "https" || head.method === "CONNECT";
}
