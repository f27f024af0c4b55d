// A connection as a server reads it: requests one behind the other, their bodies as spans, and after an
// upgrade only bytes. It cuts pipelined requests apart; who answers them, and in which order, is not its
// business. A peer's mistake is a fault, after which nothing more is read.

import { WireMisuseError } from "../misuse.ts";
import { type Http1Fault, type Http1FaultKind, requestFault } from "./fault.ts";
import { readRequestHead, type RequestHead } from "./head.ts";
import type { Http1Options } from "./limits.ts";
import { MessageParser, type Phase, type StreamEvent } from "./message-parser.ts";

interface HeadEvent {
  readonly kind: "request";
  readonly head: RequestHead;
}

/** "HEAD " */
const headMethod = [0x48, 0x45, 0x41, 0x44, 0x20];

export type RequestEvent = HeadEvent | StreamEvent;

export class RequestParser extends MessageParser<HeadEvent> {
  #afterBody: Phase = "head";
  /** Where requests go on, should they go on. */
  #afterAnswer: "head" | "deaf" = "head";

  constructor(options: Http1Options = {}) {
    super("request", options);
  }

  /** Whether `continueMessages` or `becomeTunnel` has to be called before there are more events. */
  get isUndecided(): boolean {
    return this.phase === "undecided";
  }

  /** Whether the start of a head has come and its end has not. */
  get isInHead(): boolean {
    return this.phase === "head" && (this.scanner.hasBegun || this.input.pendingBytes > 0);
  }

  /** The answer was an ordinary one: what follows are requests. */
  continueMessages(): void {
    this.#decide(this.#afterAnswer);
  }

  /** The answer was 101, or a success for CONNECT: what follows is not HTTP. */
  becomeTunnel(): void {
    this.#decide("tunnel");
  }

  protected head(): RequestEvent | undefined {
    const { input, scanner } = this;
    const outcome = scanner.scan(input.bytes, input.start, input.end);
    if (outcome === "fault") return this.refuse(scanner.fault, scanner.at);
    if (outcome === "more") {
      if (input.ending === undefined || !scanner.hasBegun) return this.waitOrClose();
      return this.refuse("truncated", scanner.at);
    }
    const head = readRequestHead(scanner, input.bytes, input.start);
    if (typeof head === "string") return this.refuse(head, scanner.at);
    input.start += scanner.at;
    this.body.begin(head.framing);
    this.phase = "body";
    this.#afterAnswer = head.persists ? "head" : "deaf";
    const isTunnelAsked = head.method === "CONNECT" || head.isUpgradeAsked;
    this.#afterBody = isTunnelAsked ? "undecided" : this.#afterAnswer;
    return { kind: "request", head };
  }

  protected afterMessage(): Phase {
    return this.#afterBody;
  }

  protected faultOf(kind: Http1FaultKind, at: number): Http1Fault {
    const fault = requestFault(kind, at);
    return this.phase === "head" && this.#beginsAsHead() ? { ...fault, isToHead: true } : fault;
  }

  #beginsAsHead(): boolean {
    const { bytes, start, end } = this.input;
    if (end - start < headMethod.length) return false;
    return headMethod.every((octet, index) => bytes[start + index] === octet);
  }

  #decide(phase: "head" | "deaf" | "tunnel"): void {
    if (this.phase !== "undecided") {
      throw new WireMisuseError("http1-order", "there is no upgrade to decide about");
    }
    this.phase = phase;
  }
}
