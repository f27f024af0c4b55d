import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeRequestHead, encodeResponseHead, rawBytes } from "../http1/encoder.ts";
import type { HttpField } from "../http1/field.ts";
import type { RequestHead, ResponseHead } from "../http1/head.ts";
import { RequestParser } from "../http1/request-parser.ts";
import { ResponseParser } from "../http1/response-parser.ts";
import { FieldList } from "../http2/hpack/field-list.ts";
import { readHttp2Request, readHttp2Response } from "../http2/message/read-message.ts";
import {
  writeHttp2Request,
  writeHttp2Response,
  writeHttp2Trailers,
} from "../http2/message/write-message.ts";
import { requestFromHttp1, responseFromHttp1 } from "./from-http1.ts";
import {
  type Content,
  endsWithHead,
  type PortableRequest,
  type PortableResponse,
} from "./portable.ts";
import { requestToHttp1, responseToHttp1 } from "./to-http1.ts";

const CRLF = "\r\n";
const lines = (...of: readonly string[]): Uint8Array => rawBytes([...of, "", ""].join(CRLF));

function parsedRequest(bytes: Uint8Array): RequestHead {
  const parser = new RequestParser();
  parser.push(bytes);
  const event = parser.next();
  expect(event).toMatchObject({ kind: "request" });
  return (event as { readonly head: RequestHead }).head;
}

function parsedResponse(bytes: Uint8Array, method = "GET"): ResponseHead {
  const parser = new ResponseParser();
  parser.expect({ method, isUpgradeAsked: true });
  parser.push(bytes);
  const event = parser.next();
  expect(event).toMatchObject({ kind: "response" });
  return (event as { readonly head: ResponseHead }).head;
}

const request = (...of: readonly string[]): PortableRequest =>
  requestFromHttp1(parsedRequest(lines(...of)), "https");
const response = (method: string, ...of: readonly string[]): PortableResponse =>
  responseFromHttp1(parsedResponse(lines(...of), method));

/** Over HTTP/2, and read there. */
function overHttp2(head: PortableRequest): PortableRequest {
  const list = new FieldList();
  writeHttp2Request(head, list);
  const read = readHttp2Request(list, { endStream: endsWithHead(head.content) });
  expect(read).toMatchObject({ kind: "request" });
  return read as PortableRequest;
}

function answerOverHttp2(head: PortableResponse, method: string): PortableResponse {
  const list = new FieldList();
  writeHttp2Response(head, list);
  const endStream = !head.isInterim && endsWithHead(head.content);
  const read = readHttp2Response(list, { endStream, method });
  expect(read).toMatchObject({ kind: "response" });
  return read as PortableResponse;
}

const rowsOf = (list: FieldList): readonly (readonly [string, string])[] =>
  Array.from({ length: list.count }, (_, index) => [list.name(index), list.value(index)] as const);

const names = (fields: readonly HttpField[]): readonly string[] => fields.map(({ name }) => name);

test("what is of the connection is not carried over, whatever names it (RFC 9110 §7.6.1)", () => {
  const head = request(
    "GET / HTTP/1.1",
    "Host: h",
    "Connection: X-Hop, close",
    "connection: x-Other",
    "Keep-Alive: 5",
    "Proxy-Connection: a",
    "TE: trailers",
    "Upgrade: h2c",
    "X-Hop: 1",
    "X-Other: 2",
    "X-Kept: 3",
  );
  expect(head.fields).toEqual([{ name: "x-kept", value: "3" }]);
  expect(head.upgrade).toBeUndefined();
});

test("who names Content-Length or Host in Connection changes neither", () => {
  const head = request(
    "POST / HTTP/1.1",
    "Host: h",
    "Connection: content-length, host",
    "Content-Length: 5",
  );
  expect(head.fields).toEqual([{ name: "content-length", value: "5" }]);
  expect(head).toMatchObject({ authorityText: "h", content: 5 });
});

test("an answer keeps a Host, which is nothing there, and loses what its Connection names", () => {
  const head = response("GET", "HTTP/1.1 200 Fine", "Host: a", "Connection: x-a", "X-A: 1");
  expect(head).toMatchObject({ reason: "Fine", content: "open" });
  expect(head.fields).toEqual([{ name: "host", value: "a" }]);
});

test.each([
  ["GET /a?b HTTP/1.1", "Host: H:80", "https", "H:80", "/a?b"],
  ["GET http://A.b:1/c?d HTTP/1.1", "Host: other", "http", "A.b:1", "/c?d"],
  ["GET HTTPS://a?d HTTP/1.1", "Host: other", "https", "a", "/?d"],
  ["OPTIONS * HTTP/1.1", "Host: h", "https", "h", "*"],
  ["OPTIONS http://h HTTP/1.1", "Host: h", "http", "h", "*"],
  ["CONNECT h:443 HTTP/1.1", "Host: h", "", "h:443", ""],
])("%s asks for it over HTTP/2 as well", (start, host, ...expected) => {
  const [scheme, authorityText, path] = expected;
  const head = request(start, host);
  expect(head).toMatchObject({ scheme, authorityText, path });
  expect(overHttp2(head)).toMatchObject({ scheme, authorityText, path, method: head.method });
});

test("an expectation of HTTP/1.0 is ignored, also by whoever it is forwarded to", () => {
  expect(request("POST / HTTP/1.0", "Host: h", "Expect: 100-continue").fields).toEqual([]);
  const modern = request("POST / HTTP/1.1", "Host: h", "Expect: 100-continue");
  expect(modern).toMatchObject({ isContinueExpected: true });
  expect(names(modern.fields)).toEqual(["expect"]);
});

test("the block of a request has its pseudo-fields first, CONNECT only two of them", () => {
  const list = new FieldList();
  writeHttp2Request(request("GET /a HTTP/1.1", "X-A: 1", "Host: h"), list);
  expect(rowsOf(list)).toEqual([
    [":method", "GET"],
    [":scheme", "https"],
    [":authority", "h"],
    [":path", "/a"],
    ["x-a", "1"],
  ]);
  writeHttp2Request(request("CONNECT h:1 HTTP/1.1", "Host: h:1", "Content-Length: 0"), list);
  expect(rowsOf(list)).toEqual([
    [":method", "CONNECT"],
    [":authority", "h:1"],
  ]);
});

test("a request without authority has none over HTTP/2 (RFC 9113 §8.3.1)", () => {
  const list = new FieldList();
  writeHttp2Request(request("GET / HTTP/1.0"), list);
  expect(rowsOf(list).map(([name]) => name)).toEqual([":method", ":scheme", ":path"]);
});

test("extended CONNECT is written with all five, and cannot be written as HTTP/1.1", () => {
  const head = {
    ...request("GET /a HTTP/1.1", "Host: h"),
    method: "CONNECT",
    protocol: "websocket",
  };
  const list = new FieldList();
  writeHttp2Request(head, list);
  expect(rowsOf(list).map(([name]) => name)).toEqual([
    ":method",
    ":protocol",
    ":scheme",
    ":authority",
    ":path",
  ]);
  expect(() => requestToHttp1(head)).toThrow("extended CONNECT");
});

test("TE is said to HTTP/2 where it is trailers, and to HTTP/1.1 never", () => {
  const te = { name: "te", value: "trailers" };
  const head = { ...request("GET / HTTP/1.1", "Host: h"), fields: [te] };
  expect(overHttp2(head).fields).toEqual([te]);
  expect(names(requestToHttp1(head).fields)).toEqual(["host"]);
  const list = new FieldList();
  writeHttp2Request({ ...head, fields: [{ name: "te", value: "gzip" }] }, list);
  expect(list.count).toBe(4);
  writeHttp2Trailers([te, { name: "x-a", value: "1" }], list);
  expect(rowsOf(list)).toEqual([["x-a", "1"]]);
});

test("an upgrade is forwarded to HTTP/1.1 with its option, and to HTTP/2 not at all", () => {
  const asked = request("GET / HTTP/1.1", "Host: h", "Connection: upgrade", "Upgrade: websocket");
  expect(asked.upgrade).toBe("websocket");
  expect(overHttp2(asked)).toMatchObject({ fields: [], upgrade: undefined });
  expect(requestToHttp1(asked).fields).toEqual([
    { name: "host", value: "h" },
    { name: "connection", value: "upgrade" },
    { name: "upgrade", value: "websocket" },
  ]);
  const agreed = response(
    "GET",
    "HTTP/1.1 101 Yes",
    "Connection: upgrade",
    "Upgrade: a",
    "Upgrade: b",
  );
  expect(agreed).toMatchObject({ content: "tunnel", upgrade: "a, b" });
  expect(responseToHttp1(agreed, { method: "GET", minor: 1 }).fields).toEqual([
    { name: "connection", value: "upgrade" },
    { name: "upgrade", value: "a, b" },
  ]);
  const list = new FieldList();
  expect(() => {
    writeHttp2Response(agreed, list);
  }).toThrow(":status");
});

const bare: PortableRequest = {
  kind: "request",
  method: "GET",
  scheme: "https",
  authority: { host: "h", port: undefined },
  authorityText: "h",
  path: "/",
  protocol: undefined,
  isContinueExpected: false,
  fields: [],
  content: "none",
  upgrade: undefined,
};
const answer: PortableResponse = {
  kind: "response",
  status: 200,
  isInterim: false,
  reason: "",
  fields: [],
  content: "none",
  upgrade: undefined,
};
const length = (value: string): HttpField => ({ name: "content-length", value });
const framingText = (fields: readonly HttpField[]): string =>
  fields
    .filter(({ name }) => name !== "host")
    .map(({ name, value }) => `${name} ${value}`)
    .join(", ");

type Framed = readonly [
  content: Content,
  fields: readonly HttpField[],
  framing: string,
  text: string,
];
type FramedRequest = readonly [method: string, ...Framed];
type FramedResponse = readonly [status: number, method: string, minor: 0 | 1, ...Framed];

test.each<FramedRequest>([
  ["GET", "none", [], "none", ""],
  ["POST", "none", [], "length", "content-length 0"],
  ["PUT", "none", [], "length", "content-length 0"],
  ["GET", 0, [length("0")], "length", "content-length 0"],
  ["GET", 5, [length("5")], "length", "content-length 5"],
  ["GET", 5, [], "length", "content-length 5"],
  ["GET", "open", [], "chunked", "transfer-encoding chunked"],
  ["GET", "open", [length("5")], "chunked", "transfer-encoding chunked"],
  ["CONNECT", "tunnel", [length("5")], "none", ""],
])("%s with %s after it is framed: %j", (method, content, ...rest) => {
  const [fields, framing, text] = rest;
  const written = requestToHttp1({ ...bare, method, content, fields });
  expect(written.framing.kind).toBe(framing);
  expect(framingText(written.fields)).toBe(text);
});

test.each<FramedResponse>([
  [200, "GET", 1, "none", [], "length", "content-length 0"],
  [200, "GET", 1, 5, [length("5")], "length", "content-length 5"],
  [200, "GET", 1, 5, [], "length", "content-length 5"],
  [200, "GET", 1, "open", [], "chunked", "transfer-encoding chunked"],
  [200, "GET", 0, "open", [], "close", ""],
  [200, "GET", 0, "open", [length("5")], "close", ""],
  [200, "HEAD", 1, "none", [length("5")], "none", "content-length 5"],
  [200, "HEAD", 1, "none", [], "none", ""],
  [304, "GET", 1, "none", [length("5")], "none", "content-length 5"],
  [304, "GET", 1, "none", [], "none", ""],
  [200, "HEAD", 1, 5, [length("5")], "none", "content-length 5"],
  [204, "GET", 1, "none", [length("5")], "none", ""],
  [204, "GET", 1, "none", [], "none", ""],
  [103, "GET", 1, "none", [length("5")], "interim", ""],
  [200, "CONNECT", 1, "tunnel", [length("5")], "tunnel", ""],
])("%s to %s of HTTP/1.%s with %s after it is framed: %j", (status, method, minor, ...rest) => {
  const [content, fields, framing, text] = rest;
  const isInterim = status < 200;
  const written = responseToHttp1(
    { ...answer, status, isInterim, content, fields },
    { method, minor },
  );
  expect(written.framing.kind).toBe(framing);
  expect(framingText(written.fields)).toBe(text);
});

test("HTTP/2 has no reason phrase, and none is made up for it", () => {
  const head = answerOverHttp2(response("GET", "HTTP/1.1 404 Gone fishing"), "GET");
  expect(head.reason).toBe("");
  expect(responseToHttp1(head, { method: "GET", minor: 1 }).line).toEqual({
    status: 404,
    reason: "",
  });
});

test("what HTTP/2 cannot carry is the caller's misuse", () => {
  const list = new FieldList();
  const write = (fields: readonly HttpField[]) => () => {
    writeHttp2Request({ ...bare, fields }, list);
  };
  expect(write([{ name: "X-A", value: "1" }])).toThrow("a name of HTTP/2");
  expect(write([{ name: "", value: "1" }])).toThrow("a name of HTTP/2");
  // A fold that nobody has undone.
  expect(write([{ name: "x-a", value: "1\r\n 2" }])).toThrow("a value of x-a");
  expect(write([{ name: "x-a", value: "1 " }])).toThrow("a value of x-a");
  expect(() => {
    writeHttp2Response({ ...answer, status: 99 }, list);
  }).toThrow(":status");
});

test("a field that must not be indexed stays so", () => {
  const list = new FieldList();
  const fields = [{ name: "x-a", value: "1", isNeverIndexed: true }] as const;
  writeHttp2Request({ ...bare, fields }, list);
  expect(list.isNeverIndexed(4)).toBe(true);
  expect(overHttp2({ ...bare, fields }).fields).toEqual(fields);
});

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9a-z-]{1,12}$/);
const value = fc
  .stringMatching(/^(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]{0,12}[!-~\x80-\xff])?)?$/)
  .filter((text) => text.length < 20);
/** Names that mean something of their own are not what this is about. */
const meaning = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "host",
  "cookie",
  "expect",
]);
const endToEnd = fc.array(fc.record({ name: token.filter((name) => !meaning.has(name)), value }), {
  maxLength: 12,
});
const contentFields = fc.constantFrom<readonly HttpField[]>(
  [],
  [length("0")],
  [length("17")],
  [{ name: "transfer-encoding", value: "chunked" }],
);
const hops = fc.constantFrom<readonly HttpField[]>(
  [],
  [{ name: "connection", value: "close" }],
  [{ name: "keep-alive", value: "9" }],
  [
    { name: "te", value: "trailers" },
    { name: "connection", value: "te" },
  ],
);

test("property: over HTTP/2 and back a request keeps its end-to-end fields and their order", () => {
  const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW");
  const path = fc.stringMatching(/^\/[!$-~]{0,20}$/);
  fc.assert(
    fc.property(
      fc.record({ method, path, fields: endToEnd, content: contentFields, hop: hops }),
      ({ method, path, fields, content, hop }) => {
        const host = { name: "host", value: "Example.org:8080" };
        const sent = encodeRequestHead({ method, target: path }, [
          ...hop,
          host,
          ...fields,
          ...content,
        ]);
        const first = requestFromHttp1(parsedRequest(sent), "http");
        const second = overHttp2(first);
        expect(second).toEqual(first);
        const { line, fields: written, framing } = requestToHttp1(second);
        const got = parsedRequest(encodeRequestHead(line, written));
        expect(got).toMatchObject({ method, target: path, framing });
        const kept = [...fields, ...content];
        const added = got.fields.length > kept.length + 1 ? [length("0")] : [];
        expect(got.fields).toEqual([host, ...kept, ...added]);
      },
    ),
  );
});

test("property: over HTTP/2 and back an answer keeps its end-to-end fields and their order", () => {
  const status = fc.constantFrom(100, 103, 200, 204, 206, 304, 404, 599);
  const method = fc.constantFrom("GET", "HEAD");
  fc.assert(
    fc.property(
      fc.record({ status, method, fields: endToEnd, content: contentFields, hop: hops }),
      ({ status, method, fields, content, hop }) => {
        const sent = encodeResponseHead({ status }, [...hop, ...fields, ...content]);
        const first = responseFromHttp1(parsedResponse(sent, method));
        const second = answerOverHttp2(first, method);
        expect(second).toEqual({ ...first, reason: "" });
        const written = responseToHttp1(second, { method, minor: 1 });
        const got = parsedResponse(encodeResponseHead(written.line, written.fields), method);
        expect(got).toMatchObject({ status, framing: written.framing });
        expect(got.fields.filter(({ name }) => !meaning.has(name))).toEqual(fields);
        expect(names(got.fields).filter((name) => name === "content-length").length).toBeLessThan(
          2,
        );
      },
    ),
  );
});

test("property: whatever the parser accepts as a request can be written as HTTP/2", () => {
  const target = fc.constantFrom("/", "*", "http://A.b?c", "h:1", "https://[::1]:80/d", "/%zz~!");
  const method = fc.constantFrom("GET", "OPTIONS", "CONNECT", "!#$");
  fc.assert(
    fc.property(method, target, endToEnd, hops, (method, target, fields, hop) => {
      const parser = new RequestParser({ tolerance: "normalise" });
      const host = { name: "host", value: "h" };
      parser.push(encodeRequestHead({ method, target }, [...hop, host, ...fields]));
      const event = parser.next();
      fc.pre(event?.kind === "request");
      overHttp2(requestFromHttp1((event as { readonly head: RequestHead }).head, "http"));
    }),
  );
});
