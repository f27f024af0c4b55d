// One HTTP/1 parser and what it says, as lines and as whole messages. It decides as a script
// would: CONNECT and an upgrade of `/ws` become a tunnel, any other upgrade is refused.
import {
  type HttpField,
  type RequestEvent,
  type RequestHead,
  RequestParser,
  type ResponseEvent,
  type ResponseHead,
  ResponseParser,
  type Tolerance,
} from "../../wire/index.ts";
import { Fullness } from "./fullness.ts";
import { asked } from "./http1-exchanges.ts";
import { lend, textOf } from "./pieces.ts";

export interface Http1Message {
  readonly head: RequestHead | ResponseHead;
  /** What an answer was read against. */
  readonly ordinal: number;
  body: string;
  /** There when the message is whole. */
  trailers: readonly HttpField[] | undefined;
}

export class Http1Reader {
  readonly lines: string[] = [];
  readonly messages: Http1Message[] = [];
  readonly fullness: Fullness = new Fullness();
  isRefused = false;
  private readonly parser: RequestParser | ResponseParser;
  private answered = 0;

  constructor(
    side: "requests" | "answers",
    tolerance: Tolerance,
    expected: readonly { readonly method: string; readonly isUpgradeAsked: boolean }[] = asked,
  ) {
    this.parser =
      side === "requests" ? new RequestParser({ tolerance }) : new ResponseParser({ tolerance });
    if (this.parser instanceof ResponseParser) {
      for (const request of expected) this.parser.expect(request);
    }
  }

  read(pieces: readonly Uint8Array[]): void {
    const longest = Math.max(0, ...pieces.map((piece) => piece.length));
    const heldBytesMax = this.parser.heldBytesMax(longest);
    lend(pieces, (piece) => {
      this.parser.push(piece);
      this.drain();
      this.fullness.note(this.parser.heldBytes, heldBytesMax, piece.length);
    });
    this.parser.end("fin");
    this.drain();
  }

  private drain(): void {
    const { parser } = this;
    for (;;) {
      const event = parser.next();
      if (event !== undefined) this.note(event);
      else if (parser instanceof RequestParser && parser.isUndecided) this.decide(parser);
      else return;
    }
  }

  private decide(parser: RequestParser): void {
    const head = this.messages.at(-1)?.head;
    const isRefused = head !== undefined && "target" in head && /^\/(?!ws$)/.test(head.target);
    if (isRefused) parser.continueMessages();
    else parser.becomeTunnel();
  }

  private note(event: RequestEvent | ResponseEvent): void {
    switch (event.kind) {
      case "request":
      case "response":
        this.begin(event.head);
        return;
      case "body":
        this.grow("body", textOf(event.bytes));
        return;
      case "tunnel":
        this.grow("tunnel", textOf(event.bytes));
        return;
      case "end":
        this.finish(event.trailers);
        return;
      case "closed":
        this.lines.push("closed");
        return;
      case "fault":
        this.isRefused = true;
        this.lines.push(`fault ${event.fault.kind} ${event.fault.status} at ${event.fault.at}`);
    }
  }

  private begin(head: RequestHead | ResponseHead): void {
    this.lines.push(`head ${JSON.stringify(head)}`);
    this.messages.push({ head, ordinal: this.answered, body: "", trailers: undefined });
    const message = this.messages.at(-1);
    const { kind } = head.framing;
    // These have no content of their own, and no end is said.
    if (message !== undefined && (kind === "interim" || kind === "tunnel")) message.trailers = [];
    if (kind === "tunnel") this.answered += 1;
  }

  /** Spans that follow each other are one line: their borders mean nothing. */
  private grow(kind: "body" | "tunnel", text: string): void {
    const last = this.lines.at(-1);
    if (last?.startsWith(`${kind} `) === true) this.lines[this.lines.length - 1] = last + text;
    else this.lines.push(`${kind} ${text}`);
    const message = this.messages.at(-1);
    if (kind === "body" && message !== undefined) message.body += text;
  }

  private finish(trailers: readonly HttpField[]): void {
    this.lines.push(`end ${JSON.stringify(trailers)}`);
    this.answered += 1;
    const message = this.messages.at(-1);
    if (message !== undefined) message.trailers = trailers;
  }
}
