// A connection as a client reads it: answers to the requests that it was told of, in their order, with
// any number of interim ones before each. An answer that came before its request was sent is nobody's
// (BODY-ATTRIBUTION). Whether the connection is used again is not decided here.

import { type Http1Fault, type Http1FaultKind, responseFault } from "./fault.ts";
import { type AskedFor, readResponseHead, type ResponseHead } from "./head.ts";
import type { Http1Options } from "./limits.ts";
import { MessageParser, type Phase, type StreamEvent } from "./message-parser.ts";

interface HeadEvent {
  readonly kind: "response";
  readonly head: ResponseHead;
}

export type ResponseEvent = HeadEvent | StreamEvent;

interface Exchange extends AskedFor {
  /** What had come when its request was sent. */
  readonly receivedBytes: number;
}

export class ResponseParser extends MessageParser<HeadEvent> {
  readonly #exchanges: Exchange[] = [];
  #persists = true;

  constructor(options: Http1Options = {}) {
    super("response", options);
  }

  /** Requests without a complete final answer. */
  get awaitedAnswers(): number {
    return this.#exchanges.length;
  }

  /** A request begins to be sent: its answer comes after those of the earlier ones. */
  expect({ method, isUpgradeAsked }: AskedFor): void {
    const { receivedBytes } = this.input;
    this.#exchanges.push({ method, isUpgradeAsked, receivedBytes });
  }

  protected head(): ResponseEvent | undefined {
    const { input } = this;
    if (input.pendingBytes === 0) return this.waitOrClose();
    const asked = this.#exchanges[0];
    if (asked === undefined || input.position < asked.receivedBytes) {
      return this.refuse("unsolicited", 0);
    }
    const { scanner } = this;
    const outcome = scanner.scan(input.bytes, input.start, input.end);
    if (outcome === "fault") return this.refuse(scanner.fault, scanner.at);
    if (outcome === "more") {
      if (input.ending === undefined) return this.waitOrClose();
      return this.refuse("truncated", scanner.at);
    }
    const head = readResponseHead(scanner, input.bytes, input.start, asked);
    if (typeof head === "string") return this.refuse(head, scanner.at);
    input.start += scanner.at;
    this.#enter(head);
    return { kind: "response", head };
  }

  protected afterMessage(): Phase {
    this.#exchanges.shift();
    return this.#persists ? "head" : "deaf";
  }

  protected faultOf(kind: Http1FaultKind, at: number): Http1Fault {
    return responseFault(kind, at);
  }

  #enter(head: ResponseHead): void {
    switch (head.framing.kind) {
      case "interim":
        this.scanner.begin("response");
        return;
      case "tunnel":
        this.#exchanges.shift();
        this.phase = "tunnel";
        return;
      case "none":
      case "length":
      case "chunked":
      case "close":
        this.body.begin(head.framing);
        this.#persists = head.persists;
        this.phase = "body";
    }
  }
}
