// A client's connection that speaks HTTP/2: a stream for each request, numbered in their order. Requests
// above the last identifier of a GOAWAY were not processed, and the record says so.

import type { RawFrame } from "../../../wire/index.ts";
import type { ConnectOutcome, Micros } from "../../machine.ts";
import { BodySource } from "./body.ts";
import { beginExchange, type ClientConnection, type Place } from "./connection.ts";
import { type ExchangeRecord, fieldValue, labelField } from "./exchange.ts";
import { H2Channel, type H2Owner } from "./h2-channel.ts";
import { givesCredit, initialWindowOf, lengthField } from "./h2-message.ts";
import type { FieldSpec, PeerSpec, RequestSpec } from "./spec.ts";

export class H2Client implements ClientConnection, H2Owner {
  readonly #place: Place;
  readonly #channel: H2Channel;
  readonly #streams = new Map<number, ExchangeRecord>();
  /** Of the requests, in the order of their streams. */
  readonly #labels: string[] = [];
  #lastId = -1;
  #life: "open" | "half-closed" | "gone" = "open";
  #windowBytes: number | undefined;

  constructor(place: Place, peer: PeerSpec) {
    this.#place = place;
    this.#windowBytes = initialWindowOf(peer);
    this.#channel = new H2Channel(place, this, peer, "client");
  }

  get canAsk(): boolean {
    return this.#life === "open";
  }

  onConnect(now: Micros, outcome: ConnectOutcome): void {
    if (outcome === "connected") this.#channel.flush(now);
    else this.#gone(now, "reset");
  }

  request(now: Micros, label: string, spec: RequestSpec): void {
    if (!this.canAsk) return;
    this.#lastId += 2;
    const streamId = this.#lastId;
    const exchange = this.#begin(now, label, streamId);
    const { request } = exchange;
    const { method = "GET", path = "/", authority = "a.example" } = spec;
    const fields = requestFields(spec, label);
    const hasBody = spec.body !== undefined || spec.trailers !== undefined;
    request.version = "2";
    request.method = method;
    request.path = path;
    request.authority = authority;
    request.fields = fields;
    request.headAt = now;
    this.#streams.set(streamId, exchange);
    this.#labels.push(label);
    this.#channel.headers(streamId, fields, !hasBody, spec);
    const sent = (at: Micros): void => {
      if (spec.trailers !== undefined) {
        this.#channel.headers(streamId, spec.trailers, true);
        request.trailers = spec.trailers;
      }
      request.endedAt = at;
      this.#settle(at, streamId, exchange);
    };
    if (hasBody) {
      this.#channel.sender.open(streamId);
      const source = new BodySource(spec.body ?? { bytes: 0 }, label, "request");
      const limit = { bytes: spec.stopAfterBytes ?? Infinity, waits: true };
      const cut = (): void => undefined;
      this.#channel.body({ streamId, spec, source, limit, record: request, sent, cut });
    } else {
      // The frame says so wherever it waits: before the connection is up, or before a reset.
      request.endedAt = now;
      this.#channel.afterwards(sent);
    }
    this.#channel.flush(now);
  }

  goOn(now: Micros, label: string, bytes: number | undefined): void {
    const limit = this.#channel.sender.limitOf(this.#idOf(label) ?? 0);
    if (limit === undefined) return;
    limit.bytes = bytes === undefined ? Infinity : limit.bytes + bytes;
    this.#channel.flush(now);
  }

  abort(now: Micros, label: string, code: number): void {
    const streamId = this.#idOf(label);
    if (streamId === undefined || this.#life === "gone") return;
    this.#channel.streamReset(streamId, code);
    this.#end(now, streamId, "abandoned");
    this.#channel.flush(now);
  }

  credit(now: Micros, label: string | undefined, bytes: number): void {
    const streamId = label === undefined ? 0 : this.#idOf(label);
    if (streamId === undefined || this.#life === "gone") return;
    const exchange = this.#streams.get(streamId);
    if (exchange?.windowBytes !== undefined) exchange.windowBytes += bytes;
    this.#channel.credit(streamId, bytes);
    this.#channel.flush(now);
  }

  frame(now: Micros, frame: RawFrame, label: string | undefined): void {
    if (this.#life === "gone") return;
    const streamId = label === undefined ? frame.streamId : (this.#idOf(label) ?? 0);
    if (givesCredit(frame.type)) this.#loseCount();
    const exchange = this.#streams.get(streamId);
    if (exchange !== undefined) exchange.isRaw = true;
    this.#channel.frame({ ...frame, streamId });
    this.#channel.flush(now);
  }

  raw(now: Micros, bytes: Uint8Array): void {
    for (const exchange of this.#streams.values()) exchange.isRaw = true;
    this.#channel.bytes(bytes);
    this.#channel.flush(now);
  }

  onData(now: Micros, bytes: Uint8Array): number {
    return this.#channel.onData(now, bytes);
  }

  onWritable(now: Micros): void {
    this.#channel.flush(now);
  }

  onEnd(now: Micros): void {
    this.#place.host.end(this.#place.conn);
    this.#gone(now, "closed");
  }

  onReset(now: Micros): void {
    this.#gone(now, "reset");
  }

  onHead(now: Micros, streamId: number, fields: readonly FieldSpec[], endStream: boolean): void {
    const exchange = this.#streams.get(streamId);
    if (exchange === undefined) return;
    const { response } = exchange;
    const status = Number(fieldValue(fields, ":status"));
    if (response.headAt !== undefined) response.trailers = fields;
    else if (status < 200) response.interims.push(status);
    else {
      response.status = status;
      response.fields = fields.slice(1);
      response.headAt = now;
    }
    if (endStream) this.#answered(now, streamId, exchange);
  }

  onBody(now: Micros, streamId: number, piece: Uint8Array, endStream: boolean): void {
    const exchange = this.#streams.get(streamId);
    if (exchange === undefined) return;
    exchange.response.body.add(piece);
    if (endStream) this.#answered(now, streamId, exchange);
  }

  onStreamReset(now: Micros, streamId: number, code: number): void {
    const exchange = this.#streams.get(streamId);
    // RFC 9113 §8.1: after a whole answer NO_ERROR only asks to stop the upload.
    const isAnswered = code === 0 && exchange?.response.endedAt !== undefined;
    this.#end(now, streamId, isAnswered ? "complete" : "stream-reset", code);
  }

  onGoaway(now: Micros, lastStreamId: number): void {
    if (this.#life === "open") this.#life = "half-closed";
    for (const id of [...this.#streams.keys()]) {
      if (id > lastStreamId) this.#end(now, id, "unprocessed");
    }
    this.#channel.sender.closeAbove(lastStreamId);
  }

  onFault(now: Micros): void {
    for (const id of [...this.#streams.keys()]) this.#end(now, id, "malformed");
    this.reset(now);
  }

  halfClose(now: Micros): void {
    if (this.#life === "gone") return;
    this.#life = "half-closed";
    this.#channel.afterwards(() => {
      this.#place.host.end(this.#place.conn);
    });
    this.#channel.flush(now);
  }

  close(now: Micros): void {
    this.#channel.reading = "discarding";
    this.#place.host.resume(this.#place.conn);
    this.halfClose(now);
    this.#gone(now, "abandoned");
  }

  reset(now: Micros): void {
    if (this.#life === "gone") return;
    this.#place.host.reset(this.#place.conn);
    this.#channel.finish();
    this.#gone(now, "abandoned");
  }

  pauseReading(): void {
    if (this.#channel.reading === "reading") this.#channel.reading = "paused";
  }

  resumeReading(): void {
    if (this.#channel.reading !== "paused") return;
    this.#channel.reading = "reading";
    this.#place.host.resume(this.#place.conn);
  }

  /** The last one of that name. */
  #idOf(label: string): number | undefined {
    const index = this.#labels.lastIndexOf(label);
    return index < 0 ? undefined : 2 * index + 1;
  }

  #begin(now: Micros, label: string, stream: number): ExchangeRecord {
    const exchange = beginExchange(this.#place, {
      role: "client",
      protocol: "h2",
      ordinal: (stream + 1) / 2,
      stream,
      label,
      startedAt: now,
    });
    exchange.windowBytes = this.#windowBytes;
    return exchange;
  }

  #loseCount(): void {
    this.#windowBytes = undefined;
    for (const exchange of this.#streams.values()) exchange.windowBytes = undefined;
  }

  #answered(now: Micros, streamId: number, exchange: ExchangeRecord): void {
    exchange.response.endedAt = now;
    this.#settle(now, streamId, exchange);
  }

  #settle(now: Micros, streamId: number, exchange: ExchangeRecord): void {
    this.#place.book.settle(now, exchange);
    if (exchange.end !== undefined) this.#streams.delete(streamId);
  }

  #end(now: Micros, streamId: number, how: ExchangeRecord["end"] & string, code?: number): void {
    const exchange = this.#streams.get(streamId);
    if (exchange === undefined) return;
    this.#streams.delete(streamId);
    this.#place.book.end(now, exchange, how, code);
  }

  #gone(now: Micros, how: "closed" | "reset" | "abandoned"): void {
    if (how !== "abandoned") this.#channel.finish();
    this.#life = "gone";
    for (const id of [...this.#streams.keys()]) this.#end(now, id, how);
  }
}

function requestFields(spec: RequestSpec, label: string): readonly FieldSpec[] {
  const { method = "GET", path = "/", authority = "a.example" } = spec;
  const own: readonly FieldSpec[] = [
    [":method", method],
    [":scheme", "http"],
    [":path", path],
    [":authority", authority],
    [labelField, label],
  ];
  const named = authority === "" ? own.filter(([name]) => name !== ":authority") : own;
  const { fields = [] } = spec;
  const length = lengthField(spec);
  // Records keep it: a list that grew would take three times the room.
  return fields.length + length.length === 0 ? named : [...named, ...fields, ...length];
}
