import { expect, test } from "vitest";
import { rawBytes } from "./encoder.ts";
import { RequestParser } from "./request-parser.ts";
import { ResponseParser } from "./response-parser.ts";
import { byteByByte, cutAt, ofRequests, ofResponses, transcript } from "./transcript.ts";

const GET = "GET / HTTP/1.1\r\nHost: h\r\n";
const POST = "POST / HTTP/1.1\r\nHost: h\r\n";
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`;
const post = (lines: string): string => `${POST}${lines}\r\n\r\nhello`;

/** The request, and the fault it ends in. Nothing before the fault may be a head, unless `late`. */
type Vector = readonly [why: string, stream: string, fault: string];

const HEADS: readonly Vector[] = [
  ["two lengths", post("Content-Length: 5\r\nContent-Length: 6"), "length-differing 400"],
  ["two lengths in a list", post("Content-Length: 5, 6"), "length-differing 400"],
  ["a length with a sign", post("Content-Length: +5"), "length-invalid 400"],
  ["a negative length", post("Content-Length: -5"), "length-invalid 400"],
  ["a hexadecimal length", post("Content-Length: 0x5"), "length-invalid 400"],
  ["an empty length", post("Content-Length:"), "length-invalid 400"],
  ["a length with a space inside", post("Content-Length: 5 5"), "length-invalid 400"],
  ["a length and a comma", post("Content-Length: 5,"), "length-invalid 400"],
  ["a length of 2^64 + 5", post("Content-Length: 18446744073709551621"), "length-invalid 400"],
  ["a length of 2^53", post("Content-Length: 9007199254740992"), "length-invalid 400"],
  [
    "a good length, then a bad one",
    post("Content-Length: 5\r\nContent-Length: x"),
    "length-invalid 400",
  ],
  [
    "length, then coding",
    post("Content-Length: 5\r\nTransfer-Encoding: chunked"),
    "length-and-coding 400",
  ],
  [
    "coding, then length",
    post("Transfer-Encoding: chunked\r\nContent-Length: 5"),
    "length-and-coding 400",
  ],
  ["a coding of its own", post("Transfer-Encoding: identity"), "coding-not-final 400"],
  ["chunked, not last", post("Transfer-Encoding: chunked, identity"), "coding-not-final 400"],
  [
    "chunked, not last, over two lines",
    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip"),
    "coding-not-final 400",
  ],
  ["something that ends like chunked", post("Transfer-Encoding: xchunked"), "coding-not-final 400"],
  ["chunked in quotes", post('Transfer-Encoding: "chunked"'), "coding-invalid 400"],
  ["chunked twice", post("Transfer-Encoding: chunked, chunked"), "coding-invalid 400"],
  ["chunked with a parameter", post("Transfer-Encoding: chunked;q=1"), "coding-invalid 400"],
  ["no coding", post("Transfer-Encoding:"), "coding-invalid 400"],
  ["a comma for a coding", post("Transfer-Encoding: ,"), "coding-invalid 400"],
  ["a vertical tab before chunked", post("Transfer-Encoding: \vchunked"), "field-value 400"],
  ["a high space before chunked", post("Transfer-Encoding: \xa0chunked"), "coding-invalid 400"],
  ["another coding below chunked", post("Transfer-Encoding: gzip, chunked"), "coding-unknown 501"],
  [
    "a coding in HTTP/1.0",
    "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "coding-in-http10 400",
  ],
  ["space before the colon", post("Content-Length : 5"), "space-before-colon 400"],
  ["tab before the colon", post("Content-Length\t: 5"), "space-before-colon 400"],
  ["an empty name", post(": a"), "field-name-empty 400"],
  ["a name in parentheses", post("A(b): c"), "field-name 400"],
  ["a name above ASCII", post("Co\xfcntent: c"), "field-name 400"],
  ["a NUL in a name", post("A\0b: c"), "nul 400"],
  ["a NUL in a value", post("A: b\0c"), "nul 400"],
  ["a control byte in a value", post("A: b\x01c"), "field-value 400"],
  ["DEL in a value", post("A: b\x7fc"), "field-value 400"],
  ["no colon", post("Content-Length"), "colon-missing 400"],
  ["a folded line", post("A: b\r\n c"), "obs-fold 400"],
  ["a fold with nothing to continue", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", "obs-fold 400"],
  ["a bare LF after a value", post("A: b\nC: d"), "bare-lf 400"],
  ["a bare LF after the request line", "GET / HTTP/1.1\nHost: h\r\n\r\n", "bare-lf 400"],
  ["a bare LF for the empty line", `${GET}\n`, "bare-lf 400"],
  ["a bare CR in a value", post("A: b\rC: d"), "bare-cr 400"],
  ["a bare CR before the end", `${GET}\r\rGET /`, "bare-cr 400"],
  ["two empty lines before a request", `\r\n\r\n${GET}\r\n`, "method 400"],
  ["no Host", "GET / HTTP/1.1\r\n\r\n", "host-missing 400"],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "host-repeated 400"],
  ["the same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "host-repeated 400"],
  ["two Hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", "host-repeated 400"],
  ["an absolute target without a Host", "GET http://a/ HTTP/1.1\r\n\r\n", "host-missing 400"],
  ["an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "host-invalid 400"],
  ["a Host of two", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "host-invalid 400"],
  ["a Host with a user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", "host-invalid 400"],
  ["a Host with a path", "GET / HTTP/1.1\r\nHost: h/p\r\n\r\n", "host-invalid 400"],
  ["a port beyond 65535", "GET / HTTP/1.1\r\nHost: h:99999\r\n\r\n", "host-invalid 400"],
  ["a port that is none", "GET / HTTP/1.1\r\nHost: h:a\r\n\r\n", "host-invalid 400"],
  ["two spaces in the request line", "GET  / HTTP/1.1\r\n\r\n", "target 400"],
  ["a tab in the request line", "GET\t/ HTTP/1.1\r\n\r\n", "method 400"],
  ["a space in the target", "GET /a b HTTP/1.1\r\n\r\n", "request-line 400"],
  ["a space behind the version", "GET / HTTP/1.1 \r\n\r\n", "request-line 400"],
  ["no version", "GET /\r\n\r\n", "request-line 400"],
  ["no target", "GET\r\n\r\n", "request-line 400"],
  ["a bare CR in the request line", "GET / HTTP/1.1\rX: y\r\n\r\n", "bare-cr 400"],
  ["a path without its slash", "GET a HTTP/1.1\r\nHost: h\r\n\r\n", "target 400"],
  ["a fragment", "GET /#f HTTP/1.1\r\nHost: h\r\n\r\n", "target 400"],
  ["a target above ASCII", "GET /\xe9 HTTP/1.1\r\nHost: h\r\n\r\n", "target 400"],
  ["an asterisk for GET", "GET * HTTP/1.1\r\nHost: h\r\n\r\n", "target 400"],
  ["a user in the target", "GET http://u@h/ HTTP/1.1\r\nHost: h\r\n\r\n", "target 400"],
  ["CONNECT with a path", "CONNECT / HTTP/1.1\r\nHost: h\r\n\r\n", "target 400"],
  ["CONNECT without a port", "CONNECT h HTTP/1.1\r\nHost: h\r\n\r\n", "target 400"],
  [
    "CONNECT with content",
    "CONNECT h:1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n",
    "connect-with-body 400",
  ],
  ["HTTP/2.0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", "version 505"],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "version 505"],
  ["HTTP/0.9", "GET / HTTP/0.9\r\nHost: h\r\n\r\n", "version 505"],
  ["a version in lower case", "GET / http/1.1\r\nHost: h\r\n\r\n", "request-line 400"],
  ["a version of two digits", "GET / HTTP/1.10\r\nHost: h\r\n\r\n", "request-line 400"],
  ["TLS on a cleartext port", "\x16\x03\x01\x02\0\x01", "method 400"],
  ["a method that nobody has", `${"M".repeat(33)} / HTTP/1.1\r\n\r\n`, "method-too-long 501"],
  ["a target over the limit", `GET /${"a".repeat(8192)} HTTP/1.1\r\n\r\n`, "target-too-long 414"],
  ["a head over the limit", `${GET}A: ${"a".repeat(16_384)}\r\n\r\n`, "head-too-large 431"],
  ["more fields than the limit", `${GET}${"a:\r\n".repeat(128)}\r\n`, "too-many-fields 431"],
];

/** The head is good, and so is what is in front of the fault. */
const BODIES: readonly Vector[] = [
  ["a size with a sign", `${CHUNKED}+5\r\nhello\r\n0\r\n\r\n`, "chunk-size 400"],
  ["a size with 0x", `${CHUNKED}0x5\r\nhello\r\n0\r\n\r\n`, "chunk-size 400"],
  ["a size with a space behind it", `${CHUNKED}5 \r\nhello\r\n0\r\n\r\n`, "chunk-size 400"],
  ["a size with a space before it", `${CHUNKED} 5\r\nhello\r\n0\r\n\r\n`, "chunk-size 400"],
  ["a size with a bare LF", `${CHUNKED}5\nhello\r\n0\r\n\r\n`, "chunk-size 400"],
  ["a size with a bare CR", `${CHUNKED}5\rhello\r\n0\r\n\r\n`, "chunk-size 400"],
  ["no size", `${CHUNKED}\r\nhello\r\n0\r\n\r\n`, "chunk-size 400"],
  ["a size that is no number", `${CHUNKED}g\r\n`, "chunk-size 400"],
  ["a negative size", `${CHUNKED}-1\r\n`, "chunk-size 400"],
  ["a size of 2^64 + 5", `${CHUNKED}10000000000000005\r\n`, "chunk-size 400"],
  ["a size of 2^53", `${CHUNKED}20000000000000\r\n`, "chunk-size 400"],
  ["a size with seventeen digits", `${CHUNKED}00000000000000005\r\n`, "chunk-size 400"],
  ["a chunk longer than its size", `${CHUNKED}3\r\nhello\r\n0\r\n\r\n`, "chunk-end 400"],
  ["a chunk shorter than its size", `${CHUNKED}7\r\nhello\r\n0\r\n\r\n`, "chunk-end 400"],
  ["a bare LF behind the data", `${CHUNKED}5\r\nhello\n0\r\n\r\n`, "chunk-end 400"],
  ["an extension without a name", `${CHUNKED}5;\r\nhello\r\n0\r\n\r\n`, "chunk-extension 400"],
  ["an extension with a bare LF", `${CHUNKED}5;a\nhello\r\n0\r\n\r\n`, "chunk-extension 400"],
  ["an extension that quotes a line end", `${CHUNKED}5;a="\r\n"\r\n`, "chunk-extension 400"],
  ["an extension with a NUL", `${CHUNKED}5;a="\0"\r\n`, "chunk-extension 400"],
  [
    "extensions over the limit",
    `${CHUNKED}5;a=${"b".repeat(16_384)}\r\n`,
    "chunk-extensions-too-large 400",
  ],
  ["a space before a trailer's colon", `${CHUNKED}0\r\nA : b\r\n\r\n`, "space-before-colon 400"],
  ["a folded trailer", `${CHUNKED}0\r\nA: b\r\n c\r\n\r\n`, "obs-fold 400"],
  ["a last chunk with a bare LF behind it", `${CHUNKED}0\r\n\n`, "bare-lf 400"],
  [
    "trailers over the limit",
    `${CHUNKED}0\r\nA: ${"b".repeat(8192)}\r\n\r\n`,
    "trailers-too-large 431",
  ],
];

const CUTS = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];
const lastOf = (lines: readonly string[]): string => lines.at(-1)!.replace(/ at \d+$/, "");

test.each([...HEADS, ...BODIES])("refuses %s, however it is cut", (_, stream, fault) => {
  const bytes = rawBytes(stream);
  const lines = ofRequests([bytes]);
  expect(lastOf(lines)).toBe(`fault ${fault}`);
  expect(ofRequests(byteByByte(bytes))).toEqual(lines);
  const places = bytes.length < 400 ? bytes.keys() : CUTS.map((cut) => cut * 90);
  for (const place of places) expect(ofRequests(cutAt(bytes, [place]))).toEqual(lines);
});

test.each(HEADS)("makes no request of %s, and nothing of what follows", (_, stream) => {
  expect(ofRequests([rawBytes(`${stream}\r\n\r\n${GET}\r\n`)], "fin")).toHaveLength(1);
});

test.each(BODIES)("ends no request that has %s, and begins no other", (_, stream) => {
  const lines = ofRequests([rawBytes(`${stream}\r\n\r\n${GET}\r\n`)], "fin");
  expect(lines[0]).toMatch(/^POST/);
  expect(lines.slice(1, -1).filter((line) => !line.startsWith("body "))).toEqual([]);
});

/** Refused by whoever is strict, forwarded in proper form by whoever is not. */
const NORMALISED: readonly (readonly [why: string, stream: string, lines: readonly string[]])[] = [
  ["bare LFs", "GET / HTTP/1.1\nHost: h\nA: b\n\n", ["GET / 1.1 none | host: h | a: b", "end"]],
  ["an empty line of LF", `\n${GET}\r\n`, ["GET / 1.1 none | host: h", "end"]],
  ["a bare CR", `${GET}A: b\rc\r\n\r\n`, ["GET / 1.1 none | host: h | a: b c", "end"]],
  ["two bare CRs and an end", `${GET}A: b\r\r\r\n\r\n`, ["GET / 1.1 none | host: h | a: b", "end"]],
  [
    "a fold",
    `${GET}A: b\r\n\tc\r\n  d\r\n\r\n`,
    ["GET / 1.1 none | host: h | a: b  \tc    d", "end"],
  ],
  ["a fold of nothing", `${GET}A: b\r\n \r\n\r\n`, ["GET / 1.1 none | host: h | a: b", "end"]],
  [
    "both framings",
    `${POST}Content-Length: 3\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\nGET /`,
    ["POST / 1.1 chunked last | host: h | transfer-encoding: chunked", "body a", "end"],
  ],
];

test.each(NORMALISED)("forwards %s in proper form, if it may", (_, stream, lines) => {
  const bytes = rawBytes(stream);
  const parse = (pieces: readonly Uint8Array[]): readonly string[] =>
    transcript(new RequestParser({ tolerance: "normalise" }), pieces);
  expect(parse([bytes])).toEqual(lines);
  for (const place of bytes.keys()) expect(parse(cutAt(bytes, [place]))).toEqual(lines);
  expect(lastOf(ofRequests([bytes]))).toMatch(/^fault /);
});

test.each([
  ["a bare CR in the request line", "GET / HTTP/1.1\rA: b\r\n\r\n", "bare-cr 400"],
  ["a bare CR in a name", `${GET}A\rb: c\r\n\r\n`, "colon-missing 400"],
  ["a fold before any field", "GET / HTTP/1.1\r\n A: b\r\n\r\n", "obs-fold 400"],
  ["a bare LF after a chunk size", `${CHUNKED}5\nhello\r\n`, "chunk-size 400"],
  [
    "a coding in HTTP/1.0",
    "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "coding-in-http10 400",
  ],
])("refuses %s also where much is normalised", (_, stream, fault) => {
  const parser = new RequestParser({ tolerance: "normalise" });
  expect(lastOf(transcript(parser, [rawBytes(stream)]))).toBe(`fault ${fault}`);
});

/** A faulty answer is a 502 for the client of a proxy. */
const ANSWERS: readonly (readonly [why: string, stream: string, fault: string])[] = [
  [
    "two lengths",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "length-differing 502",
  ],
  [
    "both framings",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "length-and-coding 502",
  ],
  [
    "a coding that is not chunked",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
    "coding-not-final 502",
  ],
  [
    "a coding in HTTP/1.0",
    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    "coding-in-http10 502",
  ],
  [
    "an upgrade that nobody asked for",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    "upgrade-unasked 502",
  ],
  ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "status-line 502"],
  ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", "status-line 502"],
  ["a status below 100", "HTTP/1.1 099 No\r\n\r\n", "status-line 502"],
  ["a status beyond 599", "HTTP/1.1 600 No\r\n\r\n", "status-line 502"],
  ["no status", "HTTP/1.1\r\n\r\n", "status-line 502"],
  ["another protocol", "SSH-2.0-OpenSSH_9.2p1\r\n\r\n", "status-line 502"],
  ["HTTP/2.0", "HTTP/2.0 200 OK\r\n\r\n", "version 502"],
  ["an empty line before it", "\r\nHTTP/1.1 200 OK\r\n\r\n", "status-line 502"],
  ["a NUL in the reason", "HTTP/1.1 200 O\0K\r\n\r\n", "nul 502"],
  ["a bare LF", "HTTP/1.1 200 OK\n\n", "bare-lf 502"],
  ["a head over the limit", `HTTP/1.1 200 ${"a".repeat(16_384)}`, "head-too-large 502"],
];

test.each(ANSWERS)("refuses an answer with %s, however it is cut", (_, stream, fault) => {
  const bytes = rawBytes(stream);
  const lines = ofResponses(["GET"], [bytes]);
  expect(lines).toHaveLength(1);
  expect(lastOf(lines)).toBe(`fault ${fault}`);
  expect(ofResponses(["GET"], byteByByte(bytes))).toEqual(lines);
});

test("an answer is normalised, too", () => {
  const parser = new ResponseParser({ tolerance: "normalise" });
  parser.expect({ method: "GET", isUpgradeAsked: false });
  const stream = "HTTP/1.1 200 OK\nContent-Length: 3\nTransfer-Encoding: chunked\n\n0\r\n\n";
  expect(transcript(parser, [rawBytes(stream)])).toEqual([
    "200 OK 1.1 chunked last | transfer-encoding: chunked",
    "end",
  ]);
});
