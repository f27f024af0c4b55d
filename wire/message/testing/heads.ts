// Heads as HTTP/1 gives them and as HTTP/2 gives them back, for the tests of what is carried from one
// to the other.

import { expect } from "vitest";
import { rawBytes } from "../../http1/encoder.ts";
import type { HttpField } from "../../http1/field.ts";
import type { RequestHead, ResponseHead } from "../../http1/head.ts";
import { RequestParser } from "../../http1/request-parser.ts";
import { ResponseParser } from "../../http1/response-parser.ts";
import { FieldList } from "../../http2/hpack/field-list.ts";
import { readHttp2Request, readHttp2Response } from "../../http2/message/read-message.ts";
import { writeHttp2Request, writeHttp2Response } from "../../http2/message/write-message.ts";
import { requestFromHttp1, responseFromHttp1 } from "../from-http1.ts";
import { endsWithHead, type PortableRequest, type PortableResponse } from "../portable.ts";

function lines(...of: readonly string[]): Uint8Array {
  return rawBytes([...of, "", ""].join("\r\n"));
}

export function parsedRequest(bytes: Uint8Array): RequestHead {
  const parser = new RequestParser();
  parser.push(bytes);
  const event = parser.next();
  expect(event).toMatchObject({ kind: "request" });
  return (event as { readonly head: RequestHead }).head;
}

export function parsedResponse(bytes: Uint8Array, method = "GET"): ResponseHead {
  const parser = new ResponseParser();
  parser.expect({ method, isUpgradeAsked: true });
  parser.push(bytes);
  const event = parser.next();
  expect(event).toMatchObject({ kind: "response" });
  return (event as { readonly head: ResponseHead }).head;
}

export function request(...of: readonly string[]): PortableRequest {
  return requestFromHttp1(parsedRequest(lines(...of)), "https");
}

export function response(method: string, ...of: readonly string[]): PortableResponse {
  return responseFromHttp1(parsedResponse(lines(...of), method));
}

/** Over HTTP/2, and read there. */
export function overHttp2(head: PortableRequest): PortableRequest {
  const list = new FieldList();
  writeHttp2Request(head, list);
  const read = readHttp2Request(list, { endStream: endsWithHead(head.content) });
  expect(read).toMatchObject({ kind: "request" });
  return read as PortableRequest;
}

/** The answer to `method` over HTTP/2, and read there. */
export function answerOverHttp2(head: PortableResponse, method: string): PortableResponse {
  const list = new FieldList();
  writeHttp2Response(head, list);
  const endStream = !head.isInterim && endsWithHead(head.content);
  const read = readHttp2Response(list, { endStream, method });
  expect(read).toMatchObject({ kind: "response" });
  return read as PortableResponse;
}

export function names(fields: readonly HttpField[]): readonly string[] {
  return fields.map(({ name }) => name);
}
