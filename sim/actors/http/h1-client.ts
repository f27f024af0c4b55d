// A client's connection that speaks HTTP/1: requests one behind the other without waiting, answers as
// they come. It gives up on nothing by itself.

import {
  encodeRequestHead,
  type ResponseEvent,
  ResponseParser,
  type ResponseHead,
} from "../../../wire/index.ts";
import type { ConnectOutcome, Micros } from "../../machine.ts";
import { BodySource } from "./body.ts";
import { beginExchange, type ClientConnection, type Place, type Reading } from "./connection.ts";
import { type ExchangeRecord, labelField } from "./exchange.ts";
import { addBody, type BodyLimit, headFields, pairsOf } from "./h1-message.ts";
import { Outbox } from "./outbox.ts";
import type { FieldSpec, RequestSpec } from "./spec.ts";

export class H1Client implements ClientConnection {
  readonly #place: Place;
  readonly #outbox: Outbox;
  readonly #parser = new ResponseParser();
  /** Asked and not answered whole. */
  readonly #awaited: ExchangeRecord[] = [];
  /** Answered whole, and not asked to the end. */
  readonly #early: ExchangeRecord[] = [];
  readonly #limits = new Map<string, BodyLimit>();
  #reading: Reading = "reading";
  #life: "open" | "half-closed" | "gone" = "open";
  #asked = 0;
  #isRaw = false;

  constructor(place: Place) {
    this.#place = place;
    this.#outbox = new Outbox(place.host, place.conn);
  }

  get canAsk(): boolean {
    return this.#life === "open";
  }

  onConnect(now: Micros, outcome: ConnectOutcome): void {
    if (outcome === "connected") this.#flush(now);
    else this.#gone(now, "reset");
  }

  request(now: Micros, label: string, spec: RequestSpec): void {
    if (!this.canAsk) return;
    const { method = "GET", path = "/", authority = "a.example", version = "1.1" } = spec;
    const first: FieldSpec[] = authority === "" ? [] : [["host", authority]];
    first.push([labelField, label]);
    const fields = headFields(spec, first);
    const minor = version === "1.0" ? 0 : 1;
    const isUpgradeAsked = fields.some(({ name }) => name === "upgrade");
    const exchange = this.#begin(now, label, { method, isUpgradeAsked });
    const { request } = exchange;
    Object.assign(request, { version, method, path, authority, fields: pairsOf(fields) });
    this.#outbox.addBytes(encodeRequestHead({ method, target: path, minor }, fields));
    this.#outbox.addAct((at) => {
      request.headAt = at;
    });
    const limit: BodyLimit = { bytes: spec.stopAfterBytes ?? Infinity, waits: true };
    this.#limits.set(label, limit);
    const source = new BodySource(spec.body ?? { bytes: 0 }, label, "request");
    addBody(this.#outbox, { spec, source, limit, record: request }, (at) => {
      request.endedAt = at;
      this.#place.book.settle(at, exchange);
    });
    this.#flush(now);
  }

  goOn(now: Micros, label: string, bytes: number | undefined): void {
    const limit = this.#limits.get(label);
    if (limit === undefined) return;
    limit.bytes = bytes === undefined ? Infinity : limit.bytes + bytes;
    this.#flush(now);
  }

  raw(now: Micros, bytes: Uint8Array, label: string | undefined): void {
    if (!this.canAsk) return;
    this.#isRaw = true;
    for (const asked of this.#awaited) asked.isRaw = true;
    const exchange =
      label === undefined
        ? undefined
        : this.#begin(now, label, { method: "GET", isUpgradeAsked: true });
    this.#outbox.addBytes(bytes);
    this.#outbox.addAct((at) => {
      if (exchange !== undefined) exchange.request.endedAt = at;
    });
    this.#flush(now);
  }

  abort(now: Micros): void {
    this.reset(now);
  }

  credit(): void {
    // HTTP/1 has no credit but the transport's.
  }

  frame(): void {
    // HTTP/1 has no frames.
  }

  onData(now: Micros, bytes: Uint8Array): number {
    if (this.#reading === "paused") return 0;
    if (this.#reading === "discarding" || this.#life === "gone") return bytes.length;
    this.#parser.push(bytes);
    this.#drain(now);
    return bytes.length;
  }

  onWritable(now: Micros): void {
    this.#flush(now);
  }

  onEnd(now: Micros): void {
    this.#parser.end("fin");
    this.#drain(now);
    this.#place.host.end(this.#place.conn);
    this.#gone(now, "closed");
  }

  onReset(now: Micros): void {
    this.#parser.end("reset");
    this.#drain(now);
    this.#gone(now, "reset");
  }

  halfClose(now: Micros): void {
    if (this.#life !== "open") return;
    this.#life = "half-closed";
    this.#outbox.addAct(() => {
      this.#place.host.end(this.#place.conn);
    });
    this.#flush(now);
  }

  close(now: Micros): void {
    this.#reading = "discarding";
    this.#place.host.resume(this.#place.conn);
    this.halfClose(now);
    this.#giveUp(now);
  }

  reset(now: Micros): void {
    if (this.#life === "gone") return;
    this.#place.host.reset(this.#place.conn);
    this.#giveUp(now);
    this.#gone(now, "reset");
  }

  pauseReading(): void {
    if (this.#reading === "reading") this.#reading = "paused";
  }

  resumeReading(): void {
    if (this.#reading !== "paused") return;
    this.#reading = "reading";
    this.#place.host.resume(this.#place.conn);
  }

  #begin(
    now: Micros,
    label: string,
    asked: { readonly method: string; readonly isUpgradeAsked: boolean },
  ): ExchangeRecord {
    this.#asked += 1;
    const begun = { ordinal: this.#asked, stream: 0, label, startedAt: now };
    const exchange = beginExchange(this.#place, { ...begun, role: "client", protocol: "h1" });
    exchange.isRaw = this.#isRaw;
    this.#awaited.push(exchange);
    this.#parser.expect(asked);
    return exchange;
  }

  #drain(now: Micros): void {
    for (let event = this.#parser.next(); event !== undefined; event = this.#parser.next()) {
      this.#read(now, event);
    }
  }

  #read(now: Micros, event: ResponseEvent): void {
    const exchange = this.#awaited[0];
    switch (event.kind) {
      case "response":
        if (exchange !== undefined) this.#head(now, exchange, event.head);
        return;
      case "body":
      case "tunnel":
        exchange?.response.body.add(event.bytes);
        return;
      case "end":
        if (exchange !== undefined) this.#whole(now, exchange, pairsOf(event.trailers));
        return;
      case "fault":
        if (exchange !== undefined) this.#broken(now, exchange);
        this.#place.host.reset(this.#place.conn);
        this.#gone(now, "reset");
        return;
      case "closed":
        return;
    }
  }

  #head(now: Micros, { response }: ExchangeRecord, head: ResponseHead): void {
    if (head.framing.kind === "interim") {
      response.interims.push(head.status);
      return;
    }
    response.status = head.status;
    response.reason = head.reason;
    response.fields = pairsOf(head.fields);
    response.headAt = now;
  }

  #whole(now: Micros, exchange: ExchangeRecord, trailers: readonly FieldSpec[]): void {
    this.#awaited.shift();
    exchange.response.trailers = trailers;
    exchange.response.endedAt = now;
    this.#place.book.settle(now, exchange);
    if (exchange.end === undefined) this.#early.push(exchange);
  }

  #broken(now: Micros, exchange: ExchangeRecord): void {
    this.#awaited.shift();
    this.#place.book.end(now, exchange, "malformed");
  }

  #flush(now: Micros): void {
    if (this.#life !== "gone") this.#outbox.flush(now);
  }

  /** What this side has not got yet it does not want any more. */
  #giveUp(now: Micros): void {
    for (const exchange of this.#awaited) this.#place.book.end(now, exchange, "abandoned");
    this.#awaited.length = 0;
  }

  #gone(now: Micros, how: "closed" | "reset"): void {
    this.#life = "gone";
    this.#outbox.clear();
    for (const exchange of this.#awaited) {
      // A tunnel ends with its connection, and an answer may be whole before its request is.
      const isTunnel = exchange.response.status === 101 && how === "closed";
      this.#place.book.end(now, exchange, isTunnel ? "complete" : how);
    }
    this.#awaited.length = 0;
    for (const exchange of this.#early) this.#place.book.end(now, exchange, how);
  }
}
