import { expect, test } from "vitest";
import { FieldList } from "../http2/hpack/field-list.ts";
import {
  writeHttp2Request,
  writeHttp2Response,
  writeHttp2Trailers,
} from "../http2/message/write-message.ts";
import { requestToHttp1, responseToHttp1 } from "./to-http1.ts";
import { names, overHttp2, request, response } from "./testing/heads.ts";

const rowsOf = (list: FieldList): readonly (readonly [string, string])[] =>
  Array.from({ length: list.count }, (_, index) => [list.name(index), list.value(index)] as const);

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

test.each([
  [["websocket", ""], "websocket"],
  [["", "websocket"], "websocket"],
  [["a", "", "b"], "a, b"],
  [["", ""], undefined],
  [[","], undefined],
])("of the Upgrade fields %j a request asks for %s", (values, asked) => {
  const lines = values.map((value) => `Upgrade: ${value}`);
  expect(request("GET / HTTP/1.1", "Host: h", "Connection: upgrade", ...lines).upgrade).toBe(asked);
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
