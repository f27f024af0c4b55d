// An origin's connection that speaks HTTP/1: it answers in the order of the requests, each as its script
// says. It reads on while it answers, unless it was told not to read at all.

import {
  encodeResponseHead,
  rawBytes,
  reasonOf,
  type RequestEvent,
  type RequestHead,
  RequestParser,
} from "../../../wire/index.ts";
import type { Micros } from "../../machine.ts";
import type { Alarms } from "./alarms.ts";
import { BodySource } from "./body.ts";
import { beginExchange, type Place } from "./connection.ts";
import { type ExchangeRecord, fieldValue, labelField } from "./exchange.ts";
import { addBody, answerFramingOf, framingOf, headFields, pairsOf } from "./h1-message.ts";
import { Outbox } from "./outbox.ts";
import type { AnswerScript } from "./answer-script.ts";
import type { AnswerSpec } from "./spec.ts";

interface Due {
  readonly exchange: ExchangeRecord;
  readonly answer: AnswerSpec;
  isScheduled: boolean;
}

export interface OriginOptions {
  readonly script: AnswerScript;
  readonly alarms: Alarms;
  readonly reads: boolean;
}

export class H1Origin {
  readonly #place: Place;
  readonly #options: OriginOptions;
  readonly #outbox: Outbox;
  readonly #parser = new RequestParser();
  readonly #due: Due[] = [];
  #current: ExchangeRecord | undefined;
  #served = 0;
  #isGone = false;

  constructor(place: Place, options: OriginOptions) {
    this.#place = place;
    this.#options = options;
    this.#outbox = new Outbox(place.host, place.conn);
  }

  /** Said before anybody asked. */
  greet(now: Micros, text: string): void {
    this.#outbox.addBytes(rawBytes(text));
    this.#flush(now);
  }

  onData(now: Micros, bytes: Uint8Array): number {
    if (!this.#options.reads) return 0;
    if (this.#isGone) return bytes.length;
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
    // A half-closed client still gets what it asked for.
    this.#outbox.addAct(() => {
      if (this.#due.length === 0) this.#finish(now);
    });
    this.#flush(now);
  }

  onReset(now: Micros): void {
    this.#gone(now, "reset");
  }

  #drain(now: Micros): void {
    for (let event = this.#parser.next(); event !== undefined; event = this.#parser.next()) {
      this.#read(now, event);
    }
  }

  #read(now: Micros, event: RequestEvent): void {
    switch (event.kind) {
      case "request":
        this.#head(now, event.head);
        return;
      case "body":
      case "tunnel":
        this.#current?.request.body.add(event.bytes);
        return;
      case "end":
        this.#whole(now, event.trailers);
        return;
      case "fault":
        if (this.#current !== undefined) this.#place.book.end(now, this.#current, "malformed");
        this.#place.host.reset(this.#place.conn);
        this.#gone(now, "reset");
        return;
      case "closed":
        return;
    }
  }

  #head(now: Micros, head: RequestHead): void {
    const fields = pairsOf(head.fields);
    this.#served += 1;
    const label = fieldValue(fields, labelField) ?? "";
    const exchange = beginExchange(this.#place, {
      role: "origin",
      protocol: "h1",
      ordinal: this.#served,
      stream: 0,
      label,
      startedAt: now,
    });
    const authority = fieldValue(fields, "host");
    const { method, path, minor } = head;
    const version = minor === 0 ? "1.0" : "1.1";
    const { request } = exchange;
    request.version = version;
    request.method = method;
    request.path = path;
    request.authority = authority;
    request.fields = fields;
    request.headAt = now;
    this.#current = exchange;
    this.#due.push({ exchange, answer: this.#options.script.next(label), isScheduled: false });
    this.#schedule(now);
  }

  #whole(
    now: Micros,
    trailers: readonly { readonly name: string; readonly value: string }[],
  ): void {
    const exchange = this.#current;
    if (exchange === undefined) return;
    exchange.request.trailers = pairsOf(trailers);
    exchange.request.endedAt = now;
    this.#schedule(now);
    this.#place.book.settle(now, exchange);
  }

  /** Answers leave in the order of the requests, so only the first may be on its way. */
  #schedule(now: Micros): void {
    const due = this.#due[0];
    if (due === undefined || due.isScheduled) return;
    const isReady = due.answer.when === "head" || due.exchange.request.endedAt !== undefined;
    if (!isReady) return;
    due.isScheduled = true;
    const { afterMicros = 0 } = due.answer;
    if (afterMicros === 0) this.#answer(now, due);
    else
      this.#options.alarms.set(now + afterMicros, (at) => {
        this.#answer(at, due);
      });
  }

  #answer(now: Micros, { exchange, answer }: Due): void {
    if (this.#isGone) return;
    if (answer.unanswered === true) {
      if (answer.surplus !== undefined) this.greet(now, answer.surplus);
      this.#over(now, answer);
      return;
    }
    const heads: Uint8Array[] = [];
    for (const { status, fields = [] } of answer.interims ?? []) {
      const named = fields.map(([name, value]) => ({ name, value }));
      heads.push(encodeResponseHead({ status }, named));
      exchange.response.interims.push(status);
    }
    const { pauseMicros = 0 } = answer;
    if (pauseMicros === 0) {
      this.#final(now, exchange, answer, heads);
      return;
    }
    for (const head of heads) this.#outbox.addBytes(head);
    this.#flush(now);
    this.#options.alarms.set(now + pauseMicros, (at) => {
      if (!this.#isGone) this.#final(at, exchange, answer, []);
    });
  }

  /** In one segment with the interim heads before it, and with what follows a change of protocol. */
  #final(
    now: Micros,
    exchange: ExchangeRecord,
    answer: AnswerSpec,
    interims: readonly Uint8Array[],
  ): void {
    const { status = 200, reason = reasonOf(status) } = answer;
    const { response } = exchange;
    const fields = headFields(answer, [[labelField, exchange.label]], answerFramingOf(answer));
    response.status = status;
    response.reason = reason;
    response.fields = pairsOf(fields);
    response.headAt = now;
    const { behindHead, behindBody } = surplusOf(answer, status);
    const head = encodeResponseHead({ status, reason }, fields);
    const isAlone = interims.length === 0 && behindHead.length === 0;
    this.#outbox.addBytes(isAlone ? head : joined([...interims, head, ...behindHead]));
    this.#decide(status);
    const isBodiless = exchange.request.method === "HEAD" || status === 204 || status === 304;
    const body = isBodiless ? undefined : answer.body;
    const source = new BodySource(body ?? { bytes: 0 }, exchange.label, "response");
    const limit = { bytes: answer.cutAfterBytes ?? Infinity, waits: false };
    // RFC 9112 §6.3: without a body there is no last chunk either.
    const spec: AnswerSpec = isBodiless ? { ...answer, framing: "none" } : answer;
    addBody(this.#outbox, { spec, source, limit, record: response }, (at) => {
      response.endedAt = at;
      this.#place.book.settle(at, exchange);
    });
    for (const bytes of behindBody) this.#outbox.addBytes(bytes);
    this.#unasked(now, exchange, answer);
    this.#outbox.addAct((at) => {
      this.#over(at, answer);
    });
    this.#flush(now);
    this.#drain(now);
  }

  /** A 101 to who asked for no other protocol changes nothing here. */
  #decide(status: number): void {
    if (!this.#parser.isUndecided) return;
    if (status === 101) this.#parser.becomeTunnel();
    else this.#parser.continueMessages();
  }

  #unasked(now: Micros, exchange: ExchangeRecord, answer: AnswerSpec): void {
    const { surplus, framing, later = [] } = answer;
    // Behind a head that announces more by itself it is what was announced.
    if (surplus !== undefined && framing === "none") exchange.isRaw = true;
    for (const { afterMicros, text } of later) {
      this.#options.alarms.set(now + afterMicros, (at) => {
        // To whoever reads, it goes on with an answer that is not over.
        if (exchange.response.endedAt === undefined) exchange.isRaw = true;
        this.greet(at, text);
      });
    }
  }

  #over(now: Micros, answer: AnswerSpec): void {
    const { thenAfterMicros = 0 } = answer;
    if (thenAfterMicros === 0) this.#answered(now, answer);
    else
      this.#options.alarms.set(now + thenAfterMicros, (later) => {
        if (!this.#isGone) this.#answered(later, answer);
      });
  }

  #answered(now: Micros, answer: AnswerSpec): void {
    this.#due.shift();
    const isOver = framingOf(answer) === "close" || answer.then === "end";
    if (answer.then === "reset") {
      this.#place.host.reset(this.#place.conn);
      this.#gone(now, "abandoned");
    } else if (isOver) {
      this.#finish(now);
    } else if (answer.then !== "hang") {
      this.#schedule(now);
    }
  }

  #finish(now: Micros): void {
    if (this.#isGone) return;
    this.#place.host.end(this.#place.conn);
    this.#gone(now, "abandoned");
  }

  #flush(now: Micros): void {
    if (!this.#isGone) this.#outbox.flush(now);
  }

  #gone(now: Micros, how: "reset" | "abandoned"): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#outbox.clear();
    for (const { exchange } of this.#due) this.#place.book.end(now, exchange, how);
    if (this.#current !== undefined) this.#place.book.end(now, this.#current, how);
    this.#due.length = 0;
  }
}

/** Behind a change of protocol it comes in the segment of the head. */
function surplusOf(
  { surplus }: AnswerSpec,
  status: number,
): Readonly<Record<"behindHead" | "behindBody", readonly Uint8Array[]>> {
  const bytes = surplus === undefined ? [] : [rawBytes(surplus)];
  return status === 101
    ? { behindHead: bytes, behindBody: [] }
    : { behindHead: [], behindBody: bytes };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
