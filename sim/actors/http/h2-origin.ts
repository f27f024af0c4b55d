// An origin's connection that speaks HTTP/2: each stream is answered as the script says, in whatever order
// they become ready.

import type { Micros } from "../../machine.ts";
import { BodySource } from "./body.ts";
import { beginExchange, type Place } from "./connection.ts";
import { type ExchangeRecord, fieldValue, labelField } from "./exchange.ts";
import type { OriginOptions } from "./h1-origin.ts";
import { H2Channel, type H2Owner } from "./h2-channel.ts";
import { bytesOf, givesCredit, initialWindowOf, lengthField } from "./h2-message.ts";
import type { AnswerSpec, FieldSpec, PeerSpec } from "./spec.ts";

const cancelCode = 8;

interface Served {
  readonly exchange: ExchangeRecord;
  readonly answer: AnswerSpec;
  isScheduled: boolean;
}

export class H2Origin implements H2Owner {
  readonly #place: Place;
  readonly #options: OriginOptions;
  readonly #channel: H2Channel;
  readonly #streams = new Map<number, Served>();
  #windowBytes: number | undefined;
  #served = 0;
  #isGone = false;

  constructor(place: Place, peer: PeerSpec, options: OriginOptions) {
    this.#place = place;
    this.#windowBytes = initialWindowOf(peer);
    this.#options = options;
    this.#channel = new H2Channel(place, this, peer, "server");
  }

  /** The preface of a server is its SETTINGS. */
  greet(now: Micros): void {
    this.#channel.flush(now);
  }

  onData(now: Micros, bytes: Uint8Array): number {
    return this.#options.reads ? this.#channel.onData(now, bytes) : 0;
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
    const known = this.#streams.get(streamId);
    if (known === undefined) this.#begin(now, streamId, fields);
    else known.exchange.request.trailers = fields;
    if (endStream) this.#whole(now, streamId);
  }

  onBody(now: Micros, streamId: number, piece: Uint8Array, endStream: boolean): void {
    this.#streams.get(streamId)?.exchange.request.body.add(piece);
    if (endStream) this.#whole(now, streamId);
  }

  onStreamReset(now: Micros, streamId: number, code: number): void {
    this.#end(now, streamId, "stream-reset", code);
  }

  onGoaway(): void {
    // What is open is served to its end.
  }

  onFault(now: Micros): void {
    for (const id of [...this.#streams.keys()]) this.#end(now, id, "malformed");
    this.#place.host.reset(this.#place.conn);
    this.#gone(now, "reset");
  }

  #begin(now: Micros, streamId: number, fields: readonly FieldSpec[]): void {
    this.#served += 1;
    const label = fieldValue(fields, labelField) ?? "";
    const begun = { ordinal: this.#served, stream: streamId, label, startedAt: now };
    const exchange = beginExchange(this.#place, { ...begun, role: "origin", protocol: "h2" });
    exchange.windowBytes = this.#windowBytes;
    Object.assign(exchange.request, {
      version: "2",
      method: fieldValue(fields, ":method"),
      path: fieldValue(fields, ":path"),
      authority: fieldValue(fields, ":authority"),
      fields: fields.filter(([field]) => !field.startsWith(":")),
      headAt: now,
    });
    const answer = this.#options.script.next(label);
    const served = { exchange, answer, isScheduled: false };
    this.#streams.set(streamId, served);
    this.#channel.sender.open(streamId);
    if (answer.when === "head") this.#schedule(now, streamId, served);
  }

  #whole(now: Micros, streamId: number): void {
    const served = this.#streams.get(streamId);
    if (served === undefined) return;
    served.exchange.request.endedAt = now;
    this.#schedule(now, streamId, served);
    this.#settle(now, streamId, served);
  }

  #schedule(now: Micros, streamId: number, served: Served): void {
    if (served.isScheduled) return;
    served.isScheduled = true;
    const { afterMicros = 0 } = served.answer;
    if (afterMicros === 0) this.#answer(now, streamId, served);
    else
      this.#options.alarms.set(now + afterMicros, (at) => {
        this.#answer(at, streamId, served);
      });
  }

  #answer(now: Micros, streamId: number, served: Served): void {
    const { answer, exchange } = served;
    if (this.#isGone || !this.#streams.has(streamId)) return;
    if (this.#declines(now, streamId, answer)) return;
    for (const { status, fields = [] } of answer.interims ?? []) {
      this.#channel.headers(streamId, [[":status", String(status)], ...fields], false);
      exchange.response.interims.push(status);
    }
    const { pauseMicros = 0 } = answer;
    if (pauseMicros === 0) this.#final(now, streamId, served);
    else {
      this.#channel.flush(now);
      this.#options.alarms.set(now + pauseMicros, (at) => {
        if (!this.#isGone && this.#streams.has(streamId)) this.#final(at, streamId, served);
      });
    }
  }

  /** Says what it says beside the answer; true: there is none. */
  #declines(now: Micros, streamId: number, answer: AnswerSpec): boolean {
    for (const frame of answer.frames ?? []) this.#frame(streamId, frame);
    if (answer.goaway !== undefined) {
      const { lastStreamId, code } = answer.goaway;
      this.#channel.goaway(lastStreamId, code);
      // RFC 9113 §6.8: whatever is above it was not processed, and is not any more.
      for (const id of [...this.#streams.keys()]) {
        if (id > lastStreamId) this.#end(now, id, "unprocessed");
      }
      if (streamId > lastStreamId) {
        this.#channel.flush(now);
        return true;
      }
    }
    if (answer.refuseCode !== undefined) {
      this.#channel.streamReset(streamId, answer.refuseCode);
      this.#end(now, streamId, "abandoned", answer.refuseCode);
      this.#channel.flush(now);
      return true;
    }
    return false;
  }

  #frame(own: number, frame: NonNullable<AnswerSpec["frames"]>[number]): void {
    const { type, flags = 0, stream = 0, payload = "", times = 1 } = frame;
    const streamId = stream === "own" ? own : Number(stream);
    const raw = { type, flags, streamId, payload: bytesOf(payload) };
    if (givesCredit(type)) this.#loseCount();
    for (let nth = 0; nth < times; nth += 1) this.#channel.frame(raw);
  }

  #loseCount(): void {
    this.#windowBytes = undefined;
    for (const { exchange } of this.#streams.values()) exchange.windowBytes = undefined;
  }

  #final(now: Micros, streamId: number, served: Served): void {
    const { answer, exchange } = served;
    const { response } = exchange;
    const { status = 200 } = answer;
    const fields: FieldSpec[] = [
      [":status", String(status)],
      [labelField, exchange.label],
      ...(answer.fields ?? []),
      ...lengthField(answer),
    ];
    Object.assign(response, { status, fields: fields.slice(1), headAt: now });
    const isBodiless = exchange.request.method === "HEAD" || status === 204 || status === 304;
    const hasBody = !isBodiless && (answer.body !== undefined || answer.trailers !== undefined);
    this.#channel.headers(streamId, fields, !hasBody);
    const sent = (at: Micros): void => {
      if (hasBody && answer.trailers !== undefined) {
        this.#channel.headers(streamId, answer.trailers, true);
        response.trailers = answer.trailers;
      }
      response.endedAt = at;
      this.#afterwards(at, streamId, served);
    };
    if (hasBody) {
      const source = new BodySource(answer.body ?? { bytes: 0 }, exchange.label, "response");
      const limit = { bytes: answer.cutAfterBytes ?? Infinity, waits: false };
      const cut = (at: Micros): void => {
        const { thenAfterMicros = 0 } = answer;
        this.#options.alarms.set(at + thenAfterMicros, (later) => {
          if (!this.#isGone && this.#streams.has(streamId)) this.#cut(later, streamId, served);
        });
      };
      this.#channel.body({ streamId, spec: answer, source, limit, record: response, sent, cut });
    } else this.#channel.afterwards(sent);
    this.#channel.flush(now);
  }

  #cut(now: Micros, streamId: number, served: Served): void {
    this.#afterwards(now, streamId, served);
    this.#channel.flush(now);
  }

  /** Everything of the answer that there will be has left. */
  #afterwards(now: Micros, streamId: number, served: Served): void {
    const { answer } = served;
    const isCut = served.exchange.response.endedAt === undefined;
    if (answer.then === "reset" && isCut) {
      this.#channel.streamReset(streamId, cancelCode);
      this.#end(now, streamId, "abandoned");
    } else if (answer.then === "end") {
      this.#channel.afterwards((at) => {
        this.#place.host.end(this.#place.conn);
        this.#gone(at, "abandoned");
      });
    }
    this.#settle(now, streamId, served);
  }

  #settle(now: Micros, streamId: number, { exchange }: Served): void {
    this.#place.book.settle(now, exchange);
    if (exchange.end !== undefined) this.#streams.delete(streamId);
  }

  #end(
    now: Micros,
    streamId: number,
    how: NonNullable<ExchangeRecord["end"]>,
    code?: number,
  ): void {
    const served = this.#streams.get(streamId);
    if (served === undefined) return;
    this.#streams.delete(streamId);
    this.#channel.sender.close(streamId);
    this.#place.book.end(now, served.exchange, how, code);
  }

  #gone(now: Micros, how: "closed" | "reset" | "abandoned"): void {
    this.#isGone = true;
    this.#channel.finish();
    for (const id of [...this.#streams.keys()]) this.#end(now, id, how);
  }
}
