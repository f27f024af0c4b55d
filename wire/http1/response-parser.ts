// A connection as a client reads it: answers to the requests that it was told of, in their order, with
// any number of interim ones before each. An answer that came before its request was sent is nobody's
// (BODY-ATTRIBUTION). Whether the connection is used again is not decided here.

import { type BodyEvent, BodyReader } from "./body-reader.ts";
import { type Http1FaultKind, responseFault } from "./fault.ts";
import { type AskedFor, readResponseHead, type ResponseHead } from "./head.ts";
import { HeadScanner } from "./head-scanner.ts";
import { type Ending, Input } from "./input.ts";
import { type Http1Options, limitsOf } from "./limits.ts";
import type { StreamEvent } from "./request-parser.ts";

export type ResponseEvent =
  { readonly kind: "response"; readonly head: ResponseHead } | StreamEvent;

/** `deaf`: after the last answer of a connection whatever comes is none. */
type Phase = "head" | "body" | "tunnel" | "deaf" | "over";

interface Exchange extends AskedFor {
  /** What had come when its request was sent. */
  readonly receivedBytes: number;
}

/** Borrows what is pushed as `RequestParser` does. */
export class ResponseParser {
  readonly #input = new Input();
  readonly #scanner: HeadScanner;
  readonly #body: BodyReader;
  readonly #exchanges: Exchange[] = [];
  #phase: Phase = "head";
  #persists = true;

  constructor(options: Http1Options = {}) {
    const limits = limitsOf(options);
    this.#scanner = new HeadScanner(limits, options.tolerance ?? "strict");
    this.#body = new BodyReader(this.#scanner, limits);
    this.#scanner.begin("response");
  }

  /** Bytes taken but not yet part of an event. */
  get pendingBytes(): number {
    return this.#input.pendingBytes;
  }

  /** Requests without a complete final answer. */
  get awaitedAnswers(): number {
    return this.#exchanges.length;
  }

  /** A request begins to be sent: its answer comes after those of the earlier ones. */
  expect({ method, isUpgradeAsked }: AskedFor): void {
    const { receivedBytes } = this.#input;
    this.#exchanges.push({ method, isUpgradeAsked, receivedBytes });
  }

  push(bytes: Uint8Array): void {
    if (this.#phase !== "over" && this.#phase !== "deaf") this.#input.push(bytes);
  }

  /** The peer sends nothing more. A reset ends no body that only an end would complete. */
  end(how: Ending): void {
    this.#input.ending ??= how;
  }

  /** Gives up what was borrowed, also while there are events that nobody took. */
  keep(): void {
    this.#input.release();
  }

  /** The next event, or undefined until more is known. */
  next(): ResponseEvent | undefined {
    switch (this.#phase) {
      case "head":
        return this.#head();
      case "body":
        return this.#bodyEvent();
      case "tunnel":
        if (this.#input.pendingBytes === 0) return this.#waitOrClose();
        return { kind: "tunnel", bytes: this.#input.take(this.#input.pendingBytes) };
      case "deaf":
        this.#input.drop();
        return this.#waitOrClose();
      case "over":
        this.#input.drop();
        return undefined;
    }
  }

  #head(): ResponseEvent | undefined {
    const input = this.#input;
    if (input.pendingBytes === 0) return this.#waitOrClose();
    const asked = this.#exchanges[0];
    if (asked === undefined || input.position < asked.receivedBytes) {
      return this.#refuse("unsolicited", 0);
    }
    const scanner = this.#scanner;
    const outcome = scanner.scan(input.bytes, input.start, input.end);
    if (outcome === "fault") return this.#refuse(scanner.fault, scanner.at);
    if (outcome === "more") {
      if (input.ending === undefined) return this.#waitOrClose();
      return this.#refuse("truncated", scanner.at);
    }
    const head = readResponseHead(scanner, input.bytes, input.start, asked);
    if (typeof head === "string") return this.#refuse(head, scanner.at);
    input.start += scanner.at;
    this.#enter(head);
    return { kind: "response", head };
  }

  #enter(head: ResponseHead): void {
    switch (head.framing.kind) {
      case "interim":
        this.#scanner.begin("response");
        return;
      case "tunnel":
        this.#exchanges.shift();
        this.#phase = "tunnel";
        return;
      case "none":
      case "length":
      case "chunked":
      case "close":
        this.#body.begin(head.framing);
        this.#persists = head.persists;
        this.#phase = "body";
    }
  }

  #bodyEvent(): BodyEvent | ResponseEvent | undefined {
    const event = this.#body.next(this.#input);
    if (event === undefined) return this.#waitOrClose();
    if (event === "fault") return this.#refuse(this.#body.fault, 0);
    if (event.kind === "end") {
      this.#exchanges.shift();
      this.#phase = this.#persists ? "head" : "deaf";
      this.#scanner.begin("response");
    }
    return event;
  }

  #waitOrClose(): ResponseEvent | undefined {
    this.#input.release();
    if (this.#input.ending === undefined) return undefined;
    this.#input.drop();
    this.#phase = "over";
    return { kind: "closed" };
  }

  #refuse(kind: Http1FaultKind, offset: number): ResponseEvent {
    const fault = responseFault(kind, this.#input.position + offset);
    this.#phase = "over";
    this.#input.drop();
    return { kind: "fault", fault };
  }
}
