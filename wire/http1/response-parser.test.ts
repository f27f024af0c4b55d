import { expect, test } from "vitest";
import { rawBytes } from "./encoder.ts";
import { ResponseParser } from "./response-parser.ts";
import { byteByByte, cutAt, ofResponses, transcript } from "./transcript.ts";

const STREAM = [
  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103\r\nLink: a\r\n\r\nHTTP/1.1 102 \r\nContent-Length: 5\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
  "HTTP/1.1 200 \xfcber gut\r\nContent-Length: 50\r\n\r\n",
  "HTTP/1.1 204 No Content\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n",
  "HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n",
  "HTTP/1.1 500 \r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n",
  "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n",
].join("");

const METHODS = ["GET", "HEAD", "GET", "GET", "POST", "GET"];

const LINES = [
  "100 Continue 1.1 interim",
  "103  1.1 interim | link: a",
  "102  1.1 interim",
  "200 OK 1.1 length 5 | content-length: 5",
  "body hello",
  "end",
  "200 \xfcber gut 1.1 none | content-length: 50",
  "end",
  "204 No Content 1.1 none",
  "end",
  "304 Not Modified 1.1 none | content-length: 50",
  "end",
  "500  1.1 chunked | transfer-encoding: chunked",
  "body abc",
  "end | t: 1",
  "200 OK 1.1 close last",
  "body HTTP/1.1 200 OK\r\n",
];

const bytes = rawBytes(STREAM);

test("answers come in order, interim ones with the final one in a segment", () => {
  expect(ofResponses(METHODS, [bytes])).toEqual(LINES);
});

test("the same answers come out of every segmentation", () => {
  expect(ofResponses(METHODS, byteByByte(bytes))).toEqual(LINES);
  for (const place of bytes.keys()) {
    expect(ofResponses(METHODS, cutAt(bytes, [place]))).toEqual(LINES);
    expect(ofResponses(METHODS, cutAt(bytes, [place, place + 5]))).toEqual(LINES);
  }
});

test("an end completes a body that only an end completes, and a reset does not", () => {
  expect(ofResponses(METHODS, [bytes], "fin")).toEqual([...LINES, "end", "closed"]);
  expect(ofResponses(METHODS, [bytes], "reset").at(-1)).toBe(
    `fault truncated 502 at ${bytes.length}`,
  );
});

test.each([
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
])("an end anywhere in %j is a truncation, never a complete answer", (whole) => {
  for (let end = 1; end < whole.length; end += 1) {
    const lines = ofResponses(["GET"], [rawBytes(whole.slice(0, end))], "fin");
    const isBetweenHeads = whole.slice(0, end) === "HTTP/1.1 103 Early Hints\r\n\r\n";
    const last = isBetweenHeads ? "closed" : `fault truncated 502 at ${end}`;
    expect(lines.at(-1), whole.slice(0, end)).toBe(last);
    expect(lines).not.toContain("end");
  }
  expect(ofResponses(["GET"], [rawBytes(whole)], "fin").slice(-2)).toEqual(["end", "closed"]);
});

test("interim answers may be any number, and the exchange is still awaited", () => {
  const parser = new ResponseParser();
  parser.expect({ method: "GET", isUpgradeAsked: false });
  const hints = rawBytes("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(10_000));
  expect(transcript(parser, [hints])).toHaveLength(10_000);
  expect(parser.awaitedAnswers).toBe(1);
  expect(transcript(parser, [rawBytes("HTTP/1.1 204 No Content\r\n\r\n")])).toHaveLength(2);
  expect(parser.awaitedAnswers).toBe(0);
});

test("101 for who asked, and success for CONNECT, are tunnels in which nothing is lost", () => {
  const upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
  const connected = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
  const tunnel = ["tunnel HTTP/1.1 200 OK\r\n\r\n", "closed"];
  const opened = ["101 Switching Protocols 1.1 tunnel | upgrade: x", ...tunnel];
  for (const place of rawBytes(upgraded).keys()) {
    expect(ofResponses(["+GET"], cutAt(rawBytes(upgraded), [place]), "fin")).toEqual(opened);
  }
  expect(ofResponses(["CONNECT"], [rawBytes(connected)], "fin")).toEqual([
    "200 OK 1.1 tunnel",
    ...tunnel,
  ]);
});

test("a refused upgrade and a refused CONNECT are answers like others", () => {
  const no = "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno";
  expect(ofResponses(["+GET", "CONNECT"], [rawBytes(no + no)])).toHaveLength(6);
});

test.each([
  ["before any request", [], "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0],
  ["behind the only answer", ["GET"], "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nX", 38],
  [
    "behind the head of an answer to HEAD",
    ["HEAD"],
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nX",
    38,
  ],
])("bytes %s are nobody's", (_, methods, stream, at) => {
  expect(ofResponses(methods, [rawBytes(stream)]).at(-1)).toBe(`fault unsolicited 502 at ${at}`);
});

test("an answer that came before its request was sent is not its answer, whenever it is read", () => {
  const answer = rawBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const parser = new ResponseParser();
  const asked = { method: "GET", isUpgradeAsked: false };
  parser.expect(asked);
  parser.push(answer);
  parser.push(answer);
  parser.expect(asked);
  expect(transcript(parser, [])).toEqual([
    "200 OK 1.1 length 0 | content-length: 0",
    "end",
    "fault unsolicited 502 at 38",
  ]);
});

test("an answer to a request that was sent while another is answered is its answer", () => {
  const answer = rawBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const parser = new ResponseParser();
  parser.expect({ method: "GET", isUpgradeAsked: false });
  const first = transcript(parser, [answer.subarray(0, 20)]);
  parser.expect({ method: "GET", isUpgradeAsked: false });
  expect([...first, ...transcript(parser, [answer.subarray(20), answer])]).toHaveLength(4);
});

test("what comes behind the last answer of a connection is dropped", () => {
  const stream =
    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
  expect(ofResponses(["GET", "GET"], [rawBytes(stream)], "fin")).toEqual([
    "200 OK 1.1 length 0 last | content-length: 0 | connection: close",
    "end",
    "closed",
  ]);
});

test.each([
  ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false],
  [
    "HTTP/1.0 and keep-alive",
    "HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n",
    true,
  ],
])("%s: does the connection persist?", (_, stream, persists) => {
  const parser = new ResponseParser();
  parser.expect({ method: "GET", isUpgradeAsked: false });
  parser.push(rawBytes(stream));
  expect(parser.next()).toMatchObject({ kind: "response", head: { persists } });
});

test.each([
  [
    "a bad length to HEAD",
    "HEAD",
    "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n",
    "200 OK 1.1 none",
  ],
  [
    "a coding to HEAD",
    "HEAD",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n",
    "200 OK 1.1 none | transfer-encoding: chunked",
  ],
  [
    "both in a 304",
    "GET",
    "HTTP/1.1 304 A\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    "304 A 1.1 none | transfer-encoding: chunked",
  ],
])("fields about a body that does not come are put in order: %s", (_, method, stream, head) => {
  expect(ofResponses([method], [rawBytes(stream)])).toEqual([head, "end"]);
});

test("what nobody took yet can be kept", () => {
  const parser = new ResponseParser();
  parser.expect({ method: "GET", isUpgradeAsked: false });
  const lent = rawBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab").slice();
  parser.push(lent);
  parser.keep();
  expect(parser.pendingBytes).toBe(lent.length);
  lent.fill(0);
  expect(transcript(parser, [])).toEqual([
    "200 OK 1.1 length 2 | content-length: 2",
    "body ab",
    "end",
  ]);
});
