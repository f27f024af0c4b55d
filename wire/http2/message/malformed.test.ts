import { expect, test } from "vitest";
import { type MalformedRule, malformedRules } from "./malformed.ts";
import { readHttp2Request, readHttp2Response, readHttp2Trailers } from "./read-message.ts";
import { RequestMessage, ResponseMessage } from "./stream-message.ts";
import { but, CONNECT, GET, listOf, POST, type Row } from "./testing/rows.ts";

// RFC 9113 §8 as a table: for each rule what breaks it, and beside it what nearly does.

const SOCKET: readonly Row[] = [
  [":method", "CONNECT"],
  [":protocol", "websocket"],
  ...GET.slice(1),
];
const OK: readonly Row[] = [[":status", "200"]];

const request = (rows: readonly Row[], isConnectProtocolElected = false): string => {
  const head = readHttp2Request(listOf(rows), { endStream: false, isConnectProtocolElected });
  return "rule" in head ? head.rule : "accepted";
};
const response = (rows: readonly Row[], method = "GET"): string => {
  const head = readHttp2Response(listOf(rows), { endStream: false, method });
  return "rule" in head ? head.rule : "accepted";
};
const trailers = (rows: readonly Row[]): string => {
  const head = readHttp2Trailers(listOf(rows));
  return "rule" in head ? head.rule : "accepted";
};

const anywhere: readonly (readonly [MalformedRule | "accepted", ...Row])[] = [
  ["field-name", "", "a"],
  ["field-name", "a b", "c"],
  ["field-name", "a:b", "c"],
  ["field-name", "a\0", "c"],
  ["field-name", "caf\xe9", "c"],
  ["field-name", "a(", "c"],
  ["field-name", "A b", "c"],
  ["field-name-case", "X-a", "c"],
  ["field-name-case", "content-Type", "c"],
  ["accepted", "!#$%&'*+-.^_`|~09az", "c"],
  ["field-value", "a", "b\0c"],
  ["field-value", "a", "b\rc"],
  ["field-value", "a", "b\nc"],
  ["field-value", "a", "b\r\n c"],
  ["field-value", "a", "\x7f"],
  ["field-value", "a", "\x01"],
  ["field-value-padded", "a", " b"],
  ["field-value-padded", "a", "b "],
  ["field-value-padded", "a", "\tb"],
  ["field-value-padded", "a", "b\t"],
  ["field-value-padded", "a", " "],
  ["accepted", "a", ""],
  ["accepted", "a", "b \t c"],
  ["accepted", "a", "\x80\xff"],
  ["connection-field", "connection", "close"],
  ["connection-field", "connection", ""],
  ["connection-field", "proxy-connection", "a"],
  ["connection-field", "keep-alive", "a"],
  ["connection-field", "transfer-encoding", "chunked"],
  ["connection-field", "upgrade", "h2c"],
  ["te", "te", "gzip"],
  ["te", "te", "trailers, gzip"],
  ["te", "te", ""],
];

const requests: readonly (readonly [MalformedRule | "accepted", readonly Row[]])[] = [
  ...anywhere.map(([rule, ...row]) => [rule, [...GET, row]] as const),
  ["accepted", [...GET, ["te", "trailers"]]],
  ["accepted", [...GET, ["te", "Trailers"]]],
  // §8.3
  ["pseudo-unknown", [...GET, [":other", "a"]]],
  ["pseudo-unknown", [[":", "a"], ...GET]],
  ["pseudo-unknown", [[":Path", "/"], ...GET]],
  ["pseudo-misplaced", [...GET, [":status", "200"]]],
  ["pseudo-late", [...GET, ["a", "b"], [":path", "/"]]],
  ["pseudo-late", [["a", "b"], ...GET]],
  ["pseudo-late", [...GET, ["a", "b"], [":other", "c"]]],
  ...GET.map((row) => ["pseudo-repeated", [...GET, row]] as const),
  ["pseudo-repeated", [...SOCKET, [":protocol", "websocket"]]],
  ["field-value", but(":path", "/\0")],
  ["field-value-padded", but(":authority", "example.org ")],
  // §8.3.1
  ["pseudo-missing", []],
  ["pseudo-missing", [["a", "b"]]],
  ["pseudo-missing", but(":method")],
  ["pseudo-missing", but(":scheme")],
  ["pseudo-missing", but(":path")],
  ["method", but(":method", "")],
  ["method", but(":method", "GE T")],
  ["method", but(":method", "GET\xe9")],
  ["accepted", but(":method", "get")],
  ["accepted", but(":method", "BREW")],
  ["scheme", but(":scheme", "")],
  ["scheme", but(":scheme", "1http")],
  ["scheme", but(":scheme", "ht_tp")],
  ["accepted", but(":scheme", "HTTP")],
  ["accepted", but(":scheme", "coap+tcp")],
  ["path", but(":path", "")],
  ["path", but(":path", "*")],
  ["path", but(":path", "a")],
  ["path", but(":path", "http://example.org/")],
  ["path", but(":path", "/a b")],
  ["path", but(":path", "/a#b")],
  ["path", but(":path", "/\xe9")],
  ["path", [[":method", "OPTIONS"], ...but(":path", "**").slice(1)]],
  ["accepted", [[":method", "OPTIONS"], ...but(":path", "*").slice(1)]],
  ["accepted", but(":path", "//")],
  ["authority", but(":authority", "")],
  ["authority", but(":authority", "user@example.org")],
  ["authority", but(":authority", "example.org:99999")],
  ["authority", but(":authority", "a,b")],
  ["accepted", but(":authority", "[::1]:8080")],
  ["authority-missing", but(":authority")],
  ["accepted", [...but(":authority"), ["host", "example.org"]]],
  [
    "accepted",
    [
      [":method", "GET"],
      [":scheme", "other"],
      [":path", "/"],
    ],
  ],
  ["host-repeated", [...GET, ["host", "example.org"], ["host", "example.org"]]],
  ["host-invalid", [...GET, ["host", ""]]],
  ["host-invalid", [...but(":authority"), ["host", "a b"]]],
  ["host-differing", [...GET, ["host", "example.com"]]],
  ["host-differing", [...GET, ["host", "example.org:80"]]],
  ["host-differing", [...but(":scheme", "http"), ["host", "example.org:443"]]],
  ["accepted", [...GET, ["host", "EXAMPLE.org"]]],
  ["accepted", [...GET, ["host", "example.org:443"]]],
  ["accepted", [...GET, ["host", "example.org:"]]],
  // §8.5
  ["accepted", CONNECT],
  ["connect-pseudo", [...CONNECT, [":scheme", "https"]]],
  ["connect-pseudo", [...CONNECT, [":path", "/"]]],
  ["connect-authority", CONNECT.slice(0, 1)],
  ["connect-authority", [...CONNECT.slice(0, 1), ["host", "example.org:443"]]],
  ["connect-authority", [...CONNECT.slice(0, 1), [":authority", "example.org"]]],
  ["connect-authority", [...CONNECT.slice(0, 1), [":authority", "example.org:0"]]],
  ["authority", [...CONNECT.slice(0, 1), [":authority", "/"]]],
  // RFC 8441
  ["protocol-not-elected", SOCKET],
  ["protocol-not-elected", [...GET, [":protocol", "websocket"]]],
  // §8.1.1
  ["content-length-invalid", [...POST, ["content-length", ""]]],
  ["content-length-invalid", [...POST, ["content-length", "-1"]]],
  ["content-length-invalid", [...POST, ["content-length", "+1"]]],
  ["content-length-invalid", [...POST, ["content-length", "1.0"]]],
  ["content-length-invalid", [...POST, ["content-length", "0x1"]]],
  ["content-length-invalid", [...POST, ["content-length", "99999999999999999"]]],
  ["content-length-invalid", [...POST, ["content-length", "1"], ["content-length", "2"]]],
  ["content-length-invalid", [...POST, ["content-length", "1, 2"]]],
  ["accepted", [...POST, ["content-length", "1"], ["content-length", "1, 1"]]],
];

test.each(requests)("a request is %s: %j", (rule, rows) => {
  expect(request(rows)).toBe(rule);
});

test.each<readonly [MalformedRule | "accepted", readonly Row[]]>([
  ["accepted", SOCKET],
  ["accepted", CONNECT],
  ["protocol", [...GET, [":protocol", "websocket"]]],
  ["protocol", SOCKET.map(([name, value]) => [name, name === ":protocol" ? "" : value])],
  ["protocol", SOCKET.map(([name, value]) => [name, name === ":protocol" ? "a b" : value])],
  ["pseudo-missing", SOCKET.filter(([name]) => name !== ":scheme")],
  ["pseudo-missing", SOCKET.filter(([name]) => name !== ":path")],
  ["authority-missing", SOCKET.filter(([name]) => name !== ":authority")],
])("where extended CONNECT was elected a request is %s: %j", (rule, rows) => {
  expect(request(rows, true)).toBe(rule);
});

const responses: readonly (readonly [MalformedRule | "accepted", readonly Row[]])[] = [
  ...anywhere.map(([rule, ...row]) => [rule, [...OK, row]] as const),
  // "The only exception [...] is the TE header field, which MAY be present in an HTTP/2 request"
  ["te", [...OK, ["te", "trailers"]]],
  ["accepted", [...OK, ["host", "a b"]]],
  ["pseudo-unknown", [...OK, [":other", "a"]]],
  ["pseudo-misplaced", [...OK, [":path", "/"]]],
  ["pseudo-late", [["a", "b"], ...OK]],
  ["pseudo-repeated", [...OK, ...OK]],
  ["pseudo-missing", []],
  ["pseudo-missing", [["a", "b"]]],
  ...["", "2", "20", "2000", "099", "600", "20x", "2 0", "+20"].map(
    (status) => ["status", [[":status", status]]] as const,
  ),
  ...["100", "102", "103", "199", "200", "299", "404", "599"].map(
    (status) => ["accepted", [[":status", status]]] as const,
  ),
  ["status-101", [[":status", "101"]]],
  ["content-length-invalid", [...OK, ["content-length", "a"]]],
];

test.each(responses)("an answer is %s: %j", (rule, rows) => {
  expect(response(rows)).toBe(rule);
});

const sections: readonly (readonly [MalformedRule | "accepted", readonly Row[]])[] = [
  ...anywhere.map(([rule, ...row]) => [rule, [row]] as const),
  ["accepted", []],
  ["accepted", [["te", "trailers"]]],
  ["accepted", [["content-length", "a"]]],
  ["accepted", [["host", "a"]]],
  ...[":method", ":path", ":status", ":other"].map(
    (name) => ["pseudo-in-trailers", [[name, "200"]]] as const,
  ),
  [
    "pseudo-in-trailers",
    [
      ["a", "b"],
      [":path", "/"],
    ],
  ],
];

test.each(sections)("trailers are %s: %j", (rule, rows) => {
  expect(trailers(rows)).toBe(rule);
});

/** Steps of one stream, and what the last one says; all before it are in order. */
type Step =
  | { readonly rows: readonly Row[]; readonly end?: true }
  | { readonly data: number; readonly end?: true };

const play = (message: RequestMessage | ResponseMessage, steps: readonly Step[]): string => {
  const said = steps.map((step) => {
    const end = step.end === true;
    const result =
      "data" in step ? message.data(step.data, end) : message.block(listOf(step.rows), end);
    return result !== undefined && "rule" in result ? result.rule : "accepted";
  });
  expect(said.slice(0, -1).every((word) => word === "accepted")).toBe(true);
  return said.at(-1) ?? "nothing";
};

const five: readonly Row[] = [...POST, ["content-length", "5"]];
const none: readonly Row[] = [...POST, ["content-length", "0"]];

const requestStreams: readonly (readonly [MalformedRule | "accepted", readonly Step[]])[] = [
  ["accepted", [{ rows: GET, end: true }]],
  ["accepted", [{ rows: none, end: true }]],
  ["accepted", [{ rows: none }, { data: 0, end: true }]],
  ["accepted", [{ rows: five }, { data: 5, end: true }]],
  ["accepted", [{ rows: five }, { data: 2 }, { data: 3 }, { data: 0, end: true }]],
  ["accepted", [{ rows: five }, { data: 5 }, { rows: [["a", "b"]], end: true }]],
  ["accepted", [{ rows: POST }, { data: 99 }, { rows: [], end: true }]],
  ["accepted", [{ rows: [...CONNECT, ["content-length", "5"]] }, { data: 9, end: true }]],
  ["content-length-short", [{ rows: five, end: true }]],
  ["content-length-short", [{ rows: five }, { data: 4, end: true }]],
  ["content-length-short", [{ rows: five }, { data: 0, end: true }]],
  ["content-length-short", [{ rows: five }, { data: 4 }, { rows: [["a", "b"]], end: true }]],
  ["content-length-exceeded", [{ rows: five }, { data: 6 }]],
  ["content-length-exceeded", [{ rows: five }, { data: 6, end: true }]],
  ["content-length-exceeded", [{ rows: five }, { data: 5 }, { data: 1 }]],
  ["content-length-exceeded", [{ rows: none }, { data: 1 }]],
  ["trailers-without-end", [{ rows: POST }, { rows: [["a", "b"]] }]],
  ["trailers-without-end", [{ rows: POST }, { data: 1 }, { rows: GET }]],
  ["pseudo-in-trailers", [{ rows: POST }, { rows: GET, end: true }]],
  ["connection-field", [{ rows: POST }, { rows: [["upgrade", "a"]], end: true }]],
  ["data-before-head", [{ data: 0 }]],
];

test.each(requestStreams)("a request's stream is %s: %j", (rule, steps) => {
  expect(play(new RequestMessage(), steps)).toBe(rule);
});

const early: readonly Row[] = [[":status", "103"]];
const status = (code: number): readonly Row[] => [
  [":status", `${code}`],
  ["content-length", "5"],
];

const responseStreams: readonly (readonly [MalformedRule | "accepted", string, readonly Step[]])[] =
  [
    ["accepted", "GET", [{ rows: early }, { rows: early }, { rows: OK }, { data: 7, end: true }]],
    ["accepted", "GET", [{ rows: status(200) }, { data: 5, end: true }]],
    ["accepted", "GET", [{ rows: status(103) }, { rows: OK, end: true }]],
    ["accepted", "HEAD", [{ rows: status(200), end: true }]],
    ["accepted", "HEAD", [{ rows: status(200) }, { data: 0, end: true }]],
    ["accepted", "HEAD", [{ rows: status(200) }, { rows: [["a", "b"]], end: true }]],
    ["accepted", "GET", [{ rows: status(204), end: true }]],
    ["accepted", "GET", [{ rows: status(304), end: true }]],
    ["accepted", "CONNECT", [{ rows: status(200) }, { data: 99, end: true }]],
    ["content-unexpected", "CONNECT", [{ rows: [[":status", "204"]] }, { data: 1 }]],
    ["interim-ends-stream", "GET", [{ rows: early, end: true }]],
    ["data-before-head", "GET", [{ data: 1 }]],
    ["data-before-head", "GET", [{ rows: early }, { data: 0 }]],
    ["content-unexpected", "HEAD", [{ rows: status(200) }, { data: 5 }]],
    ["content-unexpected", "GET", [{ rows: status(204) }, { data: 1 }]],
    ["content-unexpected", "GET", [{ rows: status(304) }, { data: 1, end: true }]],
    ["content-length-short", "GET", [{ rows: status(200), end: true }]],
    ["content-length-short", "GET", [{ rows: status(500) }, { data: 4, end: true }]],
    ["content-length-short", "CONNECT", [{ rows: status(404), end: true }]],
    ["content-length-exceeded", "GET", [{ rows: status(200) }, { data: 6 }]],
    // A second final head is none.
    ["trailers-without-end", "GET", [{ rows: OK }, { rows: OK }]],
    ["pseudo-in-trailers", "GET", [{ rows: OK }, { rows: OK, end: true }]],
  ];

test.each(responseStreams)("an answer's stream is %s, to %s: %j", (rule, method, steps) => {
  expect(play(new ResponseMessage(method), steps)).toBe(rule);
});

test("each rule of the table is broken by something above", () => {
  const broken = new Set<string>([
    ...[requests, responses, sections, requestStreams, responseStreams]
      .flat()
      .map(([rule]) => rule),
    "protocol",
  ]);
  expect(malformedRules.filter((rule) => !broken.has(rule))).toEqual([]);
});

test("a malformed message is a stream error PROTOCOL_ERROR with its section", () => {
  expect(readHttp2Request(listOf([]), { endStream: true })).toEqual({
    kind: "malformed",
    rule: "pseudo-missing",
    section: "8.3.1",
    code: 1,
  });
});

test("after its end a message takes nothing more: that is the stream's error, not the message's", () => {
  const message = new RequestMessage();
  message.block(listOf(GET), true);
  expect(message.isEnded).toBe(true);
  expect(() => message.block(listOf(GET), true)).toThrow("STREAM_CLOSED");
  expect(() => message.data(0, true)).toThrow("STREAM_CLOSED");
});
