// Decoded field blocks of HTTP/2 to heads and trailers (RFC 9113 §8), or to the rule that says why a
// message is malformed. Each is read by itself: which block of a stream is which, and whether DATA is as
// long as was declared, is for stream-message.ts.

import type { FieldList } from "../hpack/field-list.ts";
import type {
  Content,
  PortableRequest,
  PortableResponse,
  PortableTrailers,
} from "../../message/portable.ts";
import { BlockReader } from "./block-reader.ts";
import { type Malformed, malformed } from "./malformed.ts";
import { requestControl } from "./request-control.ts";

export interface Http2RequestOptions {
  /** Whether the block ends the stream. */
  readonly endStream: boolean;
  /** Whether we have sent SETTINGS_ENABLE_CONNECT_PROTOCOL of 1 (RFC 8441 §3). */
  readonly isConnectProtocolElected?: boolean;
}

export function readHttp2Request(
  fields: FieldList,
  options: Http2RequestOptions,
): PortableRequest | Malformed {
  const { endStream, isConnectProtocolElected = false } = options;
  const block = new BlockReader("request");
  const fault = block.read(fields);
  if (fault !== undefined) return malformed(fault);
  const control = requestControl(block, isConnectProtocolElected);
  if (typeof control === "string") return malformed(control);
  // "A CONNECT request message does not have content": what follows belongs to the tunnel.
  const isTunnel = control.method === "CONNECT";
  if (isTunnel) block.dropLength();
  const content = isTunnel ? "tunnel" : contentOf(block, endStream);
  if (content === undefined) return malformed("content-length-short");
  return {
    kind: "request",
    method: control.method,
    scheme: control.scheme,
    authority: control.authority,
    authorityText: control.authorityText,
    path: control.path,
    protocol: control.protocol,
    isContinueExpected: block.isContinueExpected,
    fields: block.fields,
    content,
    upgrade: undefined,
  };
}

export interface Http2ResponseOptions {
  readonly endStream: boolean;
  /** Of the request. */
  readonly method: string;
}

export function readHttp2Response(
  fields: FieldList,
  options: Http2ResponseOptions,
): PortableResponse | Malformed {
  const { endStream } = options;
  const block = new BlockReader("response");
  const fault = block.read(fields);
  if (fault !== undefined) return malformed(fault);
  const status = statusOf(block.pseudo.status);
  if (typeof status === "string") return malformed(status);
  const isInterim = status < 200;
  if (isInterim && endStream) return malformed("interim-ends-stream");
  const content = responseContent(block, status, options);
  if (content === undefined) return malformed("content-length-short");
  return {
    kind: "response",
    status,
    isInterim,
    reason: "",
    fields: block.fields,
    content,
    upgrade: undefined,
  };
}

/** Fields that may not stand in trailers, and are harmless there, are left out. */
export function readHttp2Trailers(fields: FieldList): PortableTrailers | Malformed {
  const block = new BlockReader("trailers");
  const fault = block.read(fields);
  return fault === undefined ? { kind: "trailers", fields: block.fields } : malformed(fault);
}

/** Undefined: the stream ends before what was declared. */
function contentOf(block: BlockReader, endStream: boolean): Content | undefined {
  const { length } = block;
  if (typeof length !== "number") return endStream ? "none" : "open";
  return endStream && length > 0 ? undefined : length;
}

function responseContent(
  block: BlockReader,
  status: number,
  { endStream, method }: Http2ResponseOptions,
): Content | undefined {
  // RFC 9112 §6.3 has 204 before the tunnel, in its order of precedence.
  const isTunnel = method === "CONNECT" && status >= 200 && status < 300 && status !== 204;
  // RFC 9110 §8.6: no Content-Length in 1xx, 204, or a success for CONNECT.
  if (status < 200 || status === 204 || isTunnel) block.dropLength();
  if (isTunnel) return "tunnel";
  // BODY-NONE: these are complete with their head, whatever it says (§8.1.1).
  if (status < 200 || status === 204 || status === 304 || method === "HEAD") return "none";
  return contentOf(block, endStream);
}

const STATUS = /^[1-5][0-9]{2}$/;

/** "The three-digit status code" (RFC 9110 §15: "Values outside the range 100..599 are invalid"). */
function statusOf(text: string | undefined): number | "pseudo-missing" | "status" | "status-101" {
  if (text === undefined) return "pseudo-missing";
  if (!STATUS.test(text)) return "status";
  return text === "101" ? "status-101" : Number(text);
}
