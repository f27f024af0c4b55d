// A connection as a server reads it: requests one behind the other, their bodies as spans, and after an
// upgrade only bytes. It cuts pipelined requests apart; who answers them, and in which order, is not its
// business. A peer's mistake is a fault, after which nothing more is read.

import { WireMisuseError } from "../misuse.ts";
import { type BodyEvent, BodyReader } from "./body-reader.ts";
import { type Http1Fault, type Http1FaultKind, requestFault } from "./fault.ts";
import { readRequestHead, type RequestHead } from "./head.ts";
import { HeadScanner } from "./head-scanner.ts";
import { type Ending, Input } from "./input.ts";
import { type Http1Options, limitsOf } from "./limits.ts";

/** What comes out of either direction besides its heads. */
export type StreamEvent =
  | BodyEvent
  | { readonly kind: "tunnel"; readonly bytes: Uint8Array }
  /** The peer ended between two messages, or its tunnel. Nothing follows. */
  | { readonly kind: "closed" }
  /** Nothing follows. */
  | { readonly kind: "fault"; readonly fault: Http1Fault };

export type RequestEvent = { readonly kind: "request"; readonly head: RequestHead } | StreamEvent;

/**
 * `undecided`: after a request that may turn the connection into a tunnel nobody can say what the next
 * bytes are until it is answered. `deaf`: after the last request of a connection whatever comes is no
 * request (RFC 9112 §9.6).
 */
type Phase = "head" | "body" | "undecided" | "tunnel" | "deaf" | "over";

/**
 * Bytes given to `push` are borrowed until `next()` has returned undefined: until then a span may be a
 * view of them. What is still held after that was copied.
 */
export class RequestParser {
  readonly #input = new Input();
  readonly #scanner: HeadScanner;
  readonly #body: BodyReader;
  #phase: Phase = "head";
  #afterBody: Phase = "head";
  /** Where requests go on, should they go on. */
  #afterAnswer: "head" | "deaf" = "head";

  constructor(options: Http1Options = {}) {
    const limits = limitsOf(options);
    this.#scanner = new HeadScanner(limits, options.tolerance ?? "strict");
    this.#body = new BodyReader(this.#scanner, limits);
    this.#scanner.begin("request");
  }

  /** Bytes taken but not yet part of an event. */
  get pendingBytes(): number {
    return this.#input.pendingBytes;
  }

  /** Whether `continueMessages` or `becomeTunnel` has to be called before there are more events. */
  get isUndecided(): boolean {
    return this.#phase === "undecided";
  }

  /** Whether the start of a head has come and its end has not. */
  get isInHead(): boolean {
    return this.#phase === "head" && (this.#scanner.hasBegun || this.#input.pendingBytes > 0);
  }

  push(bytes: Uint8Array): void {
    if (this.#phase !== "over" && this.#phase !== "deaf") this.#input.push(bytes);
  }

  /** The peer sends nothing more. What came before is still read (H1-HALF-CLOSE). */
  end(how: Ending): void {
    this.#input.ending ??= how;
  }

  /** Gives up what was borrowed, also while there are events that nobody took. */
  keep(): void {
    this.#input.release();
  }

  /** The answer was an ordinary one: what follows are requests. */
  continueMessages(): void {
    this.#decide(this.#afterAnswer);
  }

  /** The answer was 101, or a success for CONNECT: what follows is not HTTP. */
  becomeTunnel(): void {
    this.#decide("tunnel");
  }

  /** The next event, or undefined until more is known. */
  next(): RequestEvent | undefined {
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
      case "undecided":
      case "over":
        this.#input.release();
        return undefined;
    }
  }

  #head(): RequestEvent | undefined {
    const input = this.#input;
    const scanner = this.#scanner;
    const outcome = scanner.scan(input.bytes, input.start, input.end);
    if (outcome === "fault") return this.#refuse(scanner.fault, scanner.at);
    if (outcome === "more") {
      if (input.ending === undefined || !scanner.hasBegun) return this.#waitOrClose();
      return this.#refuse("truncated", scanner.at);
    }
    const head = readRequestHead(scanner, input.bytes, input.start);
    if (typeof head === "string") return this.#refuse(head, scanner.at);
    input.start += scanner.at;
    this.#body.begin(head.framing);
    this.#phase = "body";
    this.#afterAnswer = head.persists ? "head" : "deaf";
    const isTunnelAsked = head.method === "CONNECT" || head.isUpgradeAsked;
    this.#afterBody = isTunnelAsked ? "undecided" : this.#afterAnswer;
    return { kind: "request", head };
  }

  #bodyEvent(): RequestEvent | undefined {
    const event = this.#body.next(this.#input);
    if (event === undefined) return this.#waitOrClose();
    if (event === "fault") return this.#refuse(this.#body.fault, 0);
    if (event.kind === "end") {
      this.#phase = this.#afterBody;
      this.#scanner.begin("request");
    }
    return event;
  }

  #waitOrClose(): RequestEvent | undefined {
    this.#input.release();
    if (this.#input.ending === undefined) return undefined;
    this.#input.drop();
    this.#phase = "over";
    return { kind: "closed" };
  }

  #refuse(kind: Http1FaultKind, offset: number): RequestEvent {
    const fault = requestFault(kind, this.#input.position + offset);
    this.#phase = "over";
    this.#input.drop();
    return { kind: "fault", fault };
  }

  #decide(phase: "head" | "deaf" | "tunnel"): void {
    if (this.#phase !== "undecided") {
      throw new WireMisuseError("http1-order", "there is no upgrade to decide about");
    }
    this.#phase = phase;
  }
}
