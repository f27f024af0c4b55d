// One direction of one stream: which field block is the head and which the trailers (RFC 9113 §8.1), and
// whether DATA is as long as its Content-Length says (§8.1.1, BODY-LENGTH-REQUEST, BODY-LENGTH-RESPONSE).
// It holds three numbers, no content. What may come after END_STREAM is for the states of the stream.

import { WireMisuseError } from "../../misuse.ts";
import type {
  Content,
  PortableRequest,
  PortableResponse,
  PortableTrailers,
} from "../../message/portable.ts";
import type { FieldList } from "../hpack/field-list.ts";
import { type Malformed, malformed } from "./malformed.ts";
import { readHttp2Request, readHttp2Response, readHttp2Trailers } from "./read-message.ts";

type Phase = "head" | "content" | "ended";

abstract class StreamMessage<Head extends PortableRequest | PortableResponse> {
  #phase: Phase = "head";
  #content: Content = "none";
  #receivedBytes = 0;

  /** Payload of DATA so far, without padding. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get isEnded(): boolean {
    return this.#phase === "ended";
  }

  /** After a malformed one nothing more is asked. */
  block(fields: FieldList, endStream: boolean): Head | PortableTrailers | Malformed {
    if (this.#phase === "content") return this.#trailers(fields, endStream);
    this.#assertOpen();
    const head = this.readHead(fields, endStream);
    if (head.kind === "malformed") return head;
    if (head.kind === "request" || !head.isInterim) {
      this.#phase = endStream ? "ended" : "content";
      this.#content = head.content;
    }
    return head;
  }

  /** The payload of a DATA frame, or a piece of it; `endStream` with its last piece only. */
  data(payloadBytes: number, endStream: boolean): Malformed | undefined {
    if (this.#phase === "head") return malformed("data-before-head");
    this.#assertOpen();
    this.#receivedBytes += payloadBytes;
    if (this.#content === "none" && payloadBytes > 0) return malformed("content-unexpected");
    if (typeof this.#content === "number" && this.#receivedBytes > this.#content) {
      return malformed("content-length-exceeded");
    }
    return endStream ? this.#end() : undefined;
  }

  protected abstract readHead(fields: FieldList, endStream: boolean): Head | Malformed;

  #trailers(fields: FieldList, endStream: boolean): PortableTrailers | Malformed {
    if (!endStream) return malformed("trailers-without-end");
    const trailers = readHttp2Trailers(fields);
    return trailers.kind === "malformed" ? trailers : (this.#end() ?? trailers);
  }

  #end(): Malformed | undefined {
    const isShort = typeof this.#content === "number" && this.#receivedBytes < this.#content;
    if (isShort) return malformed("content-length-short");
    this.#phase = "ended";
    return undefined;
  }

  #assertOpen(): void {
    if (this.#phase === "ended") {
      throw new WireMisuseError(
        "http2-order",
        "the message has ended: STREAM_CLOSED is the stream's",
      );
    }
  }
}

/** What a client sends on a stream. */
export class RequestMessage extends StreamMessage<PortableRequest> {
  readonly #isConnectProtocolElected: boolean;

  constructor(options: { readonly isConnectProtocolElected?: boolean } = {}) {
    super();
    this.#isConnectProtocolElected = options.isConnectProtocolElected ?? false;
  }

  protected readHead(fields: FieldList, endStream: boolean): PortableRequest | Malformed {
    const isConnectProtocolElected = this.#isConnectProtocolElected;
    return readHttp2Request(fields, { endStream, isConnectProtocolElected });
  }
}

/** What a server sends on a stream: any number of interim heads, then the answer. */
export class ResponseMessage extends StreamMessage<PortableResponse> {
  readonly #method: string;

  /** The method is that of the request. */
  constructor(method: string) {
    super();
    this.#method = method;
  }

  protected readHead(fields: FieldList, endStream: boolean): PortableResponse | Malformed {
    return readHttp2Response(fields, { endStream, method: this.#method });
  }
}
