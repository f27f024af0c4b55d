import { expect, test } from "vitest";
import { WireMisuseError } from "../misuse.ts";
import { rawBytes } from "./encoder.ts";
import { RequestParser } from "./request-parser.ts";
import { byteByByte, cutAt, ofRequests, transcript } from "./transcript.ts";

const STREAM = [
  "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n",
  "\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 0005\r\nContent-Length: 5, 5\r\n\r\nhello",
  "PUT /3 HTTP/1.1\r\nhOST:h:80\r\ntRANSFER-eNCODING:\t,cHUNKED \r\nA: \xe9 b \r\n\r\n",
  '5;a;b=c ; d = "\\"e;" \r\nhello\r\n000001 ;x\r\n\n\r\nA\r\n0123456789\r\n0;end\r\n',
  "X-Sum: 1\r\nContent-Length: 9\r\nHost: evil\r\n\r\n",
  "HEAD http://a.B:8080?q HTTP/1.2\r\nHost: other\r\nContent-Length: 0\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nHost: h\r\nConnection: Foo,, close\r\n\r\n",
  "GET /never HTTP/1.1\r\nHost: h\r\n\r\n",
].join("");

const LINES = [
  "GET /1 1.1 none | host: h",
  "end",
  "POST /2 1.1 length 5 | host: h | content-length: 5",
  "body hello",
  "end",
  "PUT /3 1.1 chunked | host: h:80 | transfer-encoding: chunked | a: \xe9 b",
  "body hello\n0123456789",
  "end | x-sum: 1",
  "HEAD http://a.B:8080?q 1.1 length 0 | host: other | content-length: 0",
  "end",
  "OPTIONS * 1.1 none last | host: h | connection: Foo,, close",
  "end",
];

const bytes = rawBytes(STREAM);

test("pipelined requests come out one by one, and none after the last", () => {
  expect(ofRequests([bytes])).toEqual(LINES);
  expect(ofRequests([bytes], "fin")).toEqual([...LINES, "closed"]);
});

test("the same requests come out of every segmentation", () => {
  expect(ofRequests(byteByByte(bytes))).toEqual(LINES);
  for (const place of bytes.keys()) expect(ofRequests(cutAt(bytes, [place]))).toEqual(LINES);
  for (const place of bytes.keys()) {
    expect(ofRequests(cutAt(bytes, [place, place + 7]))).toEqual(LINES);
  }
});

test("bodies are spans of what came, and nothing is gathered", () => {
  const parser = new RequestParser();
  parser.push(rawBytes("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000000000000\r\n\r\n"));
  expect(parser.next()?.kind).toBe("request");
  expect(parser.next()).toBeUndefined();
  const piece = new Uint8Array(65_536).fill(7);
  for (let count = 0; count < 100; count += 1) {
    parser.push(piece);
    const event = parser.next();
    expect(event?.kind).toBe("body");
    const { bytes: span } = event as { readonly bytes: Uint8Array };
    expect([span.buffer === piece.buffer, span.length]).toEqual([true, piece.length]);
    expect(parser.next()).toBeUndefined();
    expect(parser.pendingBytes).toBe(0);
  }
});

test("a chunk of the largest size is waited for, not made room for", () => {
  const parser = new RequestParser();
  parser.push(
    rawBytes(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1fffffffffffff\r\nab",
    ),
  );
  expect(parser.next()?.kind).toBe("request");
  expect(parser.next()).toEqual({ kind: "body", bytes: rawBytes("ab") });
  expect(parser.next()).toBeUndefined();
  expect(parser.pendingBytes).toBe(0);
});

test("who is asked, and for what", () => {
  const parser = new RequestParser();
  parser.push(bytes);
  const heads = [];
  for (let event = parser.next(); event !== undefined; event = parser.next()) {
    heads.push(...[event].flatMap((found) => (found.kind === "request" ? [found.head] : [])));
  }
  expect(heads.map(({ form, path, authority }) => [form, path, authority])).toEqual([
    ["origin", "/1", { host: "h", port: undefined }],
    ["origin", "/2", { host: "h", port: undefined }],
    ["origin", "/3", { host: "h", port: 80 }],
    ["absolute", "/?q", { host: "a.b", port: 8080 }],
    ["asterisk", "*", { host: "h", port: undefined }],
  ]);
  expect(heads.at(-1)?.connection).toEqual(["foo", "close"]);
});

test.each([
  ["HTTP/1.1", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", true],
  ["HTTP/1.1 and close", "GET / HTTP/1.1\r\nHost: h\r\nConnection: te, Close\r\n\r\n", false],
  ["HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", false],
  ["HTTP/1.0 and keep-alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true],
  ["both", "GET / HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n", false],
])("%s: does the connection persist?", (_, stream, persists) => {
  const twice = ofRequests([rawBytes(stream + stream)]);
  expect(twice).toHaveLength(persists ? 4 : 2);
});

test.each([
  ["asked for", "GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n\r\n", true],
  ["something else", "GET / HTTP/1.1\r\nHost: h\r\nExpect: 200-ok\r\n\r\n", false],
  ["in HTTP/1.0, which has none", "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", false],
])("100-continue is expected: %s", (_, stream, isContinueExpected) => {
  const parser = new RequestParser();
  parser.push(rawBytes(stream));
  expect(parser.next()).toMatchObject({ kind: "request", head: { isContinueExpected } });
});

const UPGRADE =
  "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";
const CONNECT = "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n";

test.each([UPGRADE, CONNECT])(
  "what follows %j waits for the answer, and is a tunnel if so",
  (head) => {
    const rest = rawBytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n\0\x01");
    const parser = new RequestParser();
    expect(transcript(parser, [rawBytes(head), rest])).toHaveLength(2);
    expect(parser.isUndecided).toBe(true);
    expect(parser.pendingBytes).toBe(rest.length);
    parser.becomeTunnel();
    expect(transcript(parser, [rawBytes("more")], "fin")).toEqual([
      "tunnel GET / HTTP/1.1\r\nHost: h\r\n\r\n\0\x01more",
      "closed",
    ]);
  },
);

test.each([UPGRADE, CONNECT])(
  "what follows %j is another request, if the answer was no",
  (head) => {
    const parser = new RequestParser();
    transcript(parser, [rawBytes(`${head}GET / HTTP/1.1\r\nHost: h\r\n\r\n`)]);
    parser.continueMessages();
    expect(parser.isUndecided).toBe(false);
    expect(transcript(parser, [], "fin")).toEqual(["GET / 1.1 none | host: h", "end", "closed"]);
  },
);

test("a connection that was to end goes on with nothing after a refused upgrade", () => {
  const parser = new RequestParser();
  transcript(parser, [rawBytes(UPGRADE.replace("keep-alive", "close"))]);
  parser.continueMessages();
  expect(transcript(parser, [rawBytes("GET / HTTP/1.1\r\n\r\n")], "fin")).toEqual(["closed"]);
});

test.each([
  ["without its option", UPGRADE.replace("Upgrade\r", "x\r")],
  ["in HTTP/1.0", UPGRADE.replace("HTTP/1.1", "HTTP/1.0")],
])("an upgrade %s is not asked for", (_, stream) => {
  expect(ofRequests([rawBytes(stream + stream)])).toHaveLength(4);
});

test("there is nothing to decide before an upgrade is asked for", () => {
  const parser = new RequestParser();
  const order: unknown = expect.objectContaining({ code: "http1-order" });
  expect(() => {
    parser.becomeTunnel();
  }).toThrow(order);
  expect(() => {
    parser.continueMessages();
  }).toThrow(WireMisuseError);
});

const WHOLE =
  "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nA: b\r\n\r\n";

test("an end inside a request is a truncation wherever it is, and a half-close behind it is none", () => {
  for (let end = 1; end < WHOLE.length; end += 1) {
    const lines = ofRequests([rawBytes(WHOLE.slice(0, end))], "fin");
    expect(lines.at(-1), WHOLE.slice(0, end)).toBe(`fault truncated 400 at ${end}`);
    expect(ofRequests([rawBytes(WHOLE.slice(0, end))], "reset")).toEqual(lines);
  }
  expect(ofRequests([rawBytes(WHOLE)], "fin").slice(-2)).toEqual(["end | a: b", "closed"]);
});

test("an end before a request is none, also behind an empty line", () => {
  expect(ofRequests([], "fin")).toEqual(["closed"]);
  expect(ofRequests([rawBytes("\r\n")], "fin")).toEqual(["closed"]);
});

test("after a fault nothing is read and nothing is held", () => {
  const parser = new RequestParser();
  expect(transcript(parser, [rawBytes("\0")])).toEqual(["fault nul 400 at 0"]);
  expect(transcript(parser, [bytes], "fin")).toEqual([]);
  expect(parser.pendingBytes).toBe(0);
});

test("whether a head has begun and not ended can be seen", () => {
  const parser = new RequestParser();
  expect(parser.isInHead).toBe(false);
  transcript(parser, [rawBytes("\r\n")]);
  expect(parser.isInHead).toBe(true);
  transcript(parser, [rawBytes("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n")]);
  expect(parser.isInHead).toBe(false);
  transcript(parser, [rawBytes("xG")]);
  expect(parser.isInHead).toBe(true);
});

test("what nobody took yet can be kept", () => {
  const parser = new RequestParser();
  const lent = rawBytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n").slice();
  parser.push(lent);
  parser.keep();
  lent.fill(0);
  expect(transcript(parser, [])).toEqual(["GET / 1.1 none | host: h", "end"]);
});

const HEAD_BYTES = "GET /123 HTTP/1.1\r\nHost: h\r\nA: bcde\r\n\r\n";

test.each([
  ["headBytesMax", HEAD_BYTES.length, "head-too-large 431"],
  ["fieldsMax", 2, "too-many-fields 431"],
  ["targetBytesMax", 4, "target-too-long 414"],
])("%s: exactly %d is legal and one less is not", (name, value, fault) => {
  const read = (limit: number): readonly string[] =>
    transcript(new RequestParser({ limits: { [name]: limit } }), [rawBytes(HEAD_BYTES)]);
  expect(read(value)).toHaveLength(2);
  expect(read(value - 1).join()).toMatch(new RegExp(`^fault ${fault} `));
});

test.each([
  ["trailerBytesMax", "A: b\r\n\r\n".length, "trailers-too-large 431"],
  ["chunkExtensionBytesMax", ";x;yz".length, "chunk-extensions-too-large 400"],
])("%s: exactly %d is legal and one less is not", (name, value, fault) => {
  const stream = `${WHOLE.slice(0, -18)}2;x\r\nab\r\n0;yz\r\nA: b\r\n\r\n`;
  const read = (limit: number): readonly string[] =>
    transcript(new RequestParser({ limits: { [name]: limit } }), [rawBytes(stream)]);
  expect(read(value).at(-1)).toBe("end | a: b");
  expect(read(value - 1).at(-1)).toMatch(new RegExp(`^fault ${fault} `));
});

test("the extensions of one message are not those of the next", () => {
  const stream = `${WHOLE.slice(0, -18)}2;x\r\nab\r\n0\r\n\r\n`;
  const parser = new RequestParser({ limits: { chunkExtensionBytesMax: 2 } });
  expect(transcript(parser, [rawBytes(stream.repeat(3))]).filter((line) => line === "end")).toEqual(
    ["end", "end", "end"],
  );
});

test.each([-1, 0.5, Number.NaN])("a limit of %d is the caller's mistake", (fieldsMax) => {
  const limit: unknown = expect.objectContaining({ code: "http1-limit" });
  expect(() => new RequestParser({ limits: { fieldsMax } })).toThrow(limit);
  expect(() => new RequestParser({ limits: { headBytesMax: 31 } })).toThrow(limit);
});

test.each([
  ["HEAD / HTTP/1.1\r\nhost: user@a\r\n\r\n", true],
  ["HEAD / HTTP/1.1\r\nhost: a\r\n folded\r\n\r\n", true],
  ["GET / HTTP/1.1\r\nhost: user@a\r\n\r\n", undefined],
  ["HEADER / HTTP/1.1\r\nhost: user@a\r\n\r\n", undefined],
])("%j is refused, and whether its answer may have content is told", (text, isToHead) => {
  const parser = new RequestParser();
  parser.push(Buffer.from(text, "latin1"));
  expect(parser.next()).toMatchObject({ kind: "fault" });
  const again = new RequestParser();
  again.push(Buffer.from(text, "latin1"));
  const event = again.next();
  expect(event?.kind === "fault" ? event.fault.isToHead : "no fault").toBe(isToHead);
});
