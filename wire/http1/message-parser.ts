// What both directions of a connection have in common: heads, bodies and tunnels one behind the other,
// out of bytes that are borrowed, until an end or a fault. Which heads there are, and what comes after a
// message, is for the two parsers that are made of this.

import { type BodyEvent, BodyReader } from "./body-reader.ts";
import type { Http1Fault, Http1FaultKind } from "./fault.ts";
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

/**
 * `undecided`: after a request that may turn the connection into a tunnel nobody can say what the next
 * bytes are until it is answered. `deaf`: after the last message of a connection whatever comes is none
 * (RFC 9112 §9.6).
 */
export type Phase = "head" | "body" | "undecided" | "tunnel" | "deaf" | "over";

/**
 * Bytes given to `push` are borrowed until `next()` has returned undefined: until then a span may be a
 * view of them. What is still held after that was copied.
 */
export abstract class MessageParser<HeadEvent> {
  protected readonly input: Input = new Input();
  protected readonly scanner: HeadScanner;
  protected readonly body: BodyReader;
  protected phase: Phase = "head";
  readonly #section: "request" | "response";
  readonly #limitBytes: number;

  constructor(section: "request" | "response", options: Http1Options) {
    const limits = limitsOf(options);
    this.scanner = new HeadScanner(limits, options.tolerance ?? "strict");
    this.body = new BodyReader(this.scanner, limits);
    this.#section = section;
    this.#limitBytes = Math.max(limits.headBytesMax, limits.trailerBytesMax);
    this.scanner.begin(section);
  }

  /** Bytes taken but not yet part of an event. */
  get pendingBytes(): number {
    return this.input.pendingBytes;
  }

  /** What is kept for them when nothing is borrowed: an array with room to double. */
  get heldBytes(): number {
    return this.input.heldBytes;
  }

  /** However much was pushed, in pieces of at most so many bytes. */
  heldBytesMax(pieceBytesMax: number): number {
    return Input.heldBytesMax(this.#limitBytes + pieceBytesMax);
  }

  push(bytes: Uint8Array): void {
    if (this.phase !== "over" && this.phase !== "deaf") this.input.push(bytes);
  }

  /**
   * The peer sends nothing more. What came before is still read (H1-HALF-CLOSE); a reset ends no body
   * that only an end would complete.
   */
  end(how: Ending): void {
    this.input.ending ??= how;
  }

  /** Gives up what was borrowed, also while there are events that nobody took. */
  keep(): void {
    this.input.release();
  }

  /** The next event, or undefined until more is known. */
  next(): HeadEvent | StreamEvent | undefined {
    switch (this.phase) {
      case "head":
        return this.head();
      case "body":
        return this.#bodyEvent();
      case "tunnel":
        if (this.input.pendingBytes === 0) return this.waitOrClose();
        return { kind: "tunnel", bytes: this.input.take(this.input.pendingBytes) };
      case "deaf":
        this.input.drop();
        return this.waitOrClose();
      case "undecided":
      case "over":
        this.input.release();
        return undefined;
    }
  }

  protected abstract head(): HeadEvent | StreamEvent | undefined;

  /** A message is complete: what the next bytes are. */
  protected abstract afterMessage(): Phase;

  protected abstract faultOf(kind: Http1FaultKind, at: number): Http1Fault;

  protected waitOrClose(): StreamEvent | undefined {
    this.input.release();
    if (this.input.ending === undefined) return undefined;
    this.input.drop();
    this.phase = "over";
    return { kind: "closed" };
  }

  protected refuse(kind: Http1FaultKind, offset: number): StreamEvent {
    const fault = this.faultOf(kind, this.input.position + offset);
    this.phase = "over";
    this.input.drop();
    return { kind: "fault", fault };
  }

  #bodyEvent(): StreamEvent | undefined {
    const event = this.body.next(this.input);
    if (event === undefined) return this.waitOrClose();
    if (event === "fault") return this.refuse(this.body.fault, 0);
    if (event.kind === "end") {
      this.phase = this.afterMessage();
      this.scanner.begin(this.#section);
    }
    return event;
  }
}
