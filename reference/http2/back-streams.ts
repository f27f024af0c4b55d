// Exchanges as streams of a back end's connection: who waits for a place, who was given one, what of its
// request is written, what of its answer came. When a connection begins and ends is for `back.ts`.

import {
  endsWithHead,
  ErrorCode,
  type Malformed,
  type PortableResponse,
  type PortableTrailers,
  ResponseMessage,
  writeHttp2Request,
} from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import type { FlowFailure } from "../mux/flow.ts";
import type { Session } from "../mux/leg.ts";
import type { RequestInfo } from "../mux/message.ts";
import type { Slot } from "../mux/slot.ts";
import { waitingMax } from "./bounds.ts";
import { Http2Connection } from "./connection.ts";
import type { CoreParts } from "./core.ts";
import { ReceiveCredit, SendCredit } from "./credit.ts";
import { settledWindowBytes } from "./own-settings.ts";
import type { Gauges } from "./gauges.ts";
import type { ConnectionEnd, ConnectionOwner } from "./owner.ts";
import { Http2Stream } from "./stream.ts";
import { Wait, WaitList } from "./wait-list.ts";

const { cancel, protocolError, refusedStream } = ErrorCode;

export class BackStreams implements ConnectionOwner {
  readonly connection: Http2Connection;
  readonly #session: Session;
  /** Attached, and without a stream: before SETTINGS were read, or until there is a place. */
  readonly #waiting = new Map<Slot, Wait<Slot>>();
  readonly #waits: WaitList<Slot>;
  /** H2-GOAWAY-BACKEND: nothing new goes there. */
  isDraining = false;
  #isRefusing = false;
  /** What the connection was lost by. */
  lostBy: ConnectionEnd | undefined;

  constructor(
    now: Micros,
    parts: Omit<CoreParts, "owner" | "role">,
    gauges: Gauges,
    session: Session,
  ) {
    this.#session = session;
    this.#waits = new WaitList<Slot>(parts.options.silenceMicros);
    this.connection = new Http2Connection(now, { ...parts, role: "client", owner: this }, gauges);
  }

  /** Exchanges that are attached and not over. */
  get size(): number {
    return this.connection.core.streams.size + this.#waiting.size;
  }

  /** H2-CONCURRENCY: a limit counts from the turn in which it was read. */
  get canTake(): boolean {
    const { phase, peer } = this.connection.core;
    if (phase !== "open" || this.isDraining || this.#isRefusing) return false;
    return this.size < (peer.isKnown ? peer.concurrentStreamsMax : waitingMax);
  }

  nextDeadline(): Micros | undefined {
    return this.#waits.nextDeadline();
  }

  /** A place that does not come is a back end that does not answer. */
  onDeadline(now: Micros): void {
    for (let slot = this.#waits.due(now); slot !== undefined; slot = this.#waits.due(now)) {
      this.#waiting.delete(slot);
      this.#fail(now, slot, "timeout");
    }
  }

  attach(now: Micros, slot: Slot): void {
    const wait = new Wait<Slot>(slot);
    this.#waiting.set(slot, wait);
    this.#waits.start(now, wait);
  }

  /** BODY-ATTRIBUTION: what still comes on it is nobody's. */
  detach(slot: Slot): void {
    const wait = this.#waiting.get(slot);
    if (wait !== undefined) {
      this.#waits.stop(wait);
      this.#waiting.delete(slot);
    }
    const stream = this.streamOf(slot);
    if (stream !== undefined) this.#drop(stream);
  }

  /** The connection is over. */
  forgetWaiting(): void {
    for (const wait of this.#waiting.values()) this.#waits.stop(wait);
    this.#waiting.clear();
  }

  streamOf(slot: Slot): Http2Stream | undefined {
    const stream = this.connection.core.streams.get(slot.backStream);
    return stream?.slot === slot ? stream : undefined;
  }

  /** Gives those that wait a stream, as far as there are places. */
  start(now: Micros): void {
    const { core } = this.connection;
    const { peer, streams } = core;
    if (!peer.isKnown || core.phase !== "open") return;
    for (const [slot, wait] of this.#waiting) {
      if (this.isDraining || peer.concurrentStreamsMax === 0) break;
      if (streams.size >= peer.concurrentStreamsMax) return;
      this.#waits.stop(wait);
      this.#waiting.delete(slot);
      this.#begin(now, slot);
    }
    // Nothing is ever taken here: another back end may.
    for (const slot of [...this.#waiting.keys()]) {
      this.detach(slot);
      this.#fail(now, slot, "unprocessed");
    }
  }

  #begin(now: Micros, slot: Slot): void {
    const { core } = this.connection;
    const id = core.streams.takeId();
    if (id === undefined) {
      this.isDraining = true;
      this.#fail(now, slot, "unprocessed");
      return;
    }
    slot.backStream = id;
    const stream = new Http2Stream({
      id,
      slot,
      send: new SendCredit(core.peer.streamWindowBytes),
      // What is owed is half of the window that it comes to, or a stream that is older than our
      // acknowledged SETTINGS would wait for more than it may have in flight.
      receive: new ReceiveCredit(core.own.streamWindowBytes, settledWindowBytes),
      message: new ResponseMessage(requestOf(slot).method),
      incoming: slot.response,
      outgoing: slot.request,
    });
    stream.state = "unopened";
    core.streams.add(stream);
    core.silences.start(now, stream.silence);
    core.ready.push(stream);
  }

  /** Resets what the back end knows of, and forgets what it does not. */
  #drop(stream: Http2Stream): void {
    const { core } = this.connection;
    if (stream.state === "unopened") core.forget(stream);
    else core.reset(stream, cancel);
  }

  #fail(now: Micros, slot: Slot, failure: FlowFailure): void {
    slot.response.failure = failure;
    this.#session.responseNews(now, slot);
  }

  begun(now: Micros): void {
    // A server begins no stream: the table of states says so before.
    this.connection.core.fail(now, protocolError);
  }

  blockCame(now: Micros, stream: Http2Stream, endStream: boolean): void {
    const { core } = this.connection;
    const part = stream.message.block(core.codec.fields, endStream);
    if (!this.#keep(stream, part)) {
      core.misuse(now, stream, part.kind === "malformed" ? part.code : protocolError);
      return;
    }
    if (endStream) this.#end(stream);
    this.#session.responseNews(now, stream.slot);
  }

  #keep(
    { slot: { response } }: Http2Stream,
    part: { readonly kind: "request" } | PortableResponse | PortableTrailers | Malformed,
  ): boolean {
    if (part.kind === "response" && part.isInterim) response.addInterim(part);
    else if (part.kind === "response") response.head = part;
    else if (part.kind === "trailers" && part.fields.length > 0) response.trailers = part.fields;
    return part.kind === "response" || part.kind === "trailers";
  }

  #end(stream: Http2Stream): void {
    const { core } = this.connection;
    stream.incoming.ended = true;
    core.silences.stop(stream.silence);
    if (!core.streams.move(stream, "headers-end")) core.release(stream);
  }

  contentCame(now: Micros, { slot }: Http2Stream): void {
    this.#session.responseNews(now, slot);
  }

  wasReset(now: Micros, { slot }: Http2Stream, code: number): void {
    // RFC 9113 §8.1: after a complete answer it only says that the rest of the request is not wanted.
    if (slot.response.ended) return;
    // Who has just refused it is not asked again.
    this.#isRefusing = code === refusedStream;
    this.#fail(now, slot, this.#isRefusing ? "unprocessed" : "reset");
    this.#isRefusing = false;
  }

  wasMisused(now: Micros, { slot }: Http2Stream): void {
    // An answer that had ended stays one; it is the request that goes no further.
    if (!slot.response.ended) this.#fail(now, slot, "malformed");
  }

  settingsCame(): void {
    // Who waits is given a place at the end of the turn.
  }

  goawayCame(now: Micros, lastStreamId: number): void {
    this.isDraining = true;
    const { core } = this.connection;
    const unprocessed = [...core.streams.all()].filter(({ id }) => id > lastStreamId);
    for (const stream of unprocessed) {
      core.forget(stream);
      // H2-UNPROCESSED
      if (!stream.incoming.ended) this.#fail(now, stream.slot, "unprocessed");
    }
  }

  wasLost(_now: Micros, how: ConnectionEnd): void {
    this.lostBy = how;
  }

  writeHead(now: Micros, stream: Http2Stream): boolean {
    const { core, outbound } = this.connection;
    const { request } = stream.slot;
    const head = requestOf(stream.slot);
    const isAll = request.ended && request.buffer.size === 0 && request.trailers === undefined;
    const endStream = endsWithHead(head.content) || isAll;
    writeHttp2Request(head, core.codec.written);
    core.writeBlock(stream, endStream);
    core.streams.move(stream, "send-headers");
    stream.isHeadWritten = true;
    request.forwardedHead = true;
    if (endStream) outbound.finish(now, stream);
    return true;
  }

  forwarded(now: Micros, stream: Http2Stream): void {
    this.#await(now, stream);
    this.#session.requestForwarded(now, stream.slot);
  }

  finished(now: Micros, stream: Http2Stream): void {
    stream.outgoing.finished = true;
    this.#await(now, stream);
  }

  left(now: Micros, stream: Http2Stream): void {
    this.#await(now, stream);
  }

  /** TIMEOUT-BACKEND: it owes bytes from now on. */
  #await(now: Micros, stream: Http2Stream): void {
    if (stream.silence.isWaiting) this.connection.core.silences.start(now, stream.silence);
  }

  /** Room for its answer: what it owes it can send now. */
  roomFor(now: Micros, slot: Slot): void {
    const stream = this.streamOf(slot);
    if (stream === undefined) return;
    this.#await(now, stream);
    this.connection.credit(stream);
  }

  /** The client broke off, so the back end is told; the session ends the exchange. */
  broke(_now: Micros, stream: Http2Stream): void {
    this.#drop(stream);
  }

  stalled(now: Micros, stream: Http2Stream): void {
    this.connection.core.parts.counters.count("h2.streams.reaped.window_stall");
    this.#timeOut(now, stream);
  }

  fellSilent(now: Micros, stream: Http2Stream): void {
    const { outgoing } = stream;
    const { options } = this.connection.core.parts;
    const { takenBytes, takenAt } = this.connection.core.output;
    const isLeaving = outgoing.finished && stream.endBytes > takenBytes;
    const isTaking = isLeaving && now - takenAt <= options.silenceMicros;
    const owesNothing = !outgoing.finished && outgoing.buffer.size === 0 && stream.isHeadWritten;
    // It waits for its client, as we do, or takes what is left of the request still.
    if (owesNothing || isTaking) this.connection.core.silences.start(now, stream.silence);
    else this.#timeOut(now, stream);
  }

  #timeOut(now: Micros, stream: Http2Stream): void {
    this.#drop(stream);
    if (!stream.incoming.ended) this.#fail(now, stream.slot, "timeout");
  }
}

/** ROUTE-EDITS: as it was decided that it is sent. */
function requestOf(slot: Slot): RequestInfo {
  const request = slot.decision?.request ?? slot.request.head;
  if (request === undefined) throw new Error("a slot without a request was attached");
  return request;
}
