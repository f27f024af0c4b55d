// Valid exchanges, bent: bits flipped, pieces copied from elsewhere, left out, doubled, swapped, and
// lengths that lie. Nothing may throw, nothing may be read differently in other pieces, and what is held
// stays within the limits. The seed is fixed: the same streams every time.

import { expect, test } from "vitest";
import { HTTP1_HEAD_BYTES_MAX } from "../bounds.ts";
import { rawBytes } from "./encoder.ts";
import { RequestParser } from "./request-parser.ts";
import { ResponseParser } from "./response-parser.ts";
import { cutAt, ofRequests, ofResponses } from "./transcript.ts";

const RUNS = 5000;

const REQUESTS = [
  "GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\nCookie: a=b; c=d\r\n\r\n",
  "POST /form HTTP/1.1\r\nHost: h:8080\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\nhello world",
  'PUT /up HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5;a="b"\r\nhello\r\n1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX-Sum: 1\r\n\r\n',
  "HEAD http://h/x HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, x-a\r\nX-A: 1\r\n\r\n",
  "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05hello",
];

const RESPONSES = [
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello",
  "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
  'HTTP/1.1 204 No Content\r\nServer: s\r\n\r\nHTTP/1.1 304 Not Modified\r\nETag: "e"\r\n\r\n',
  "HTTP/1.1 404 Not Found\r\nConnection: close\r\nServer: s\r\n\r\nnothing here",
];

/** Draws from one seed: a word that is stirred. */
class Chance {
  #word: number;
  constructor(seed: number) {
    this.#word = (Math.imul(seed, 0x9e3779b1) ^ 0x2545f491) | 1;
  }
  below(end: number): number {
    this.#word ^= this.#word << 13;
    this.#word ^= this.#word >>> 17;
    this.#word ^= this.#word << 5;
    return (this.#word >>> 0) % end;
  }
  of<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.below(choices.length)]!;
  }
}

type Bend = (text: string, chance: Chance) => string;

const spliced = (text: string, at: number, removed: number, added: string): string =>
  text.slice(0, at) + added + text.slice(at + removed);

const BENDS: readonly Bend[] = [
  function flip(text, chance) {
    const at = chance.below(text.length);
    return spliced(text, at, 1, String.fromCharCode(text.charCodeAt(at) ^ (1 << chance.below(8))));
  },
  function splice(text, chance) {
    const other = chance.of([...REQUESTS, ...RESPONSES]);
    const from = chance.below(other.length);
    return spliced(text, chance.below(text.length), 0, other.slice(from, from + chance.below(30)));
  },
  function leaveOut(text, chance) {
    return spliced(text, chance.below(text.length), 1 + chance.below(8), "");
  },
  function double(text, chance) {
    const at = chance.below(text.length);
    return spliced(text, at, 0, text.slice(at, at + 1 + chance.below(40)));
  },
  function reorder(text, chance) {
    const lines = text.split("\r\n");
    const [left, right] = [chance.below(lines.length), chance.below(lines.length)];
    const swapped = lines.with(left, lines[right]!).with(right, lines[left]!);
    return swapped.join("\r\n");
  },
  function lie(text, chance) {
    const numbers = [...text.matchAll(/(?<=-Length: |\r\n)[0-9a-f]+(?=[\r;])/g)];
    const [at, length] = [numbers.at(-1)?.index ?? 0, numbers.at(-1)?.[0].length ?? 0];
    return spliced(
      text,
      at,
      length,
      chance.of(["0", "1", "4", "6", "ff", "1000000", "-1", "9".repeat(20)]),
    );
  },
];

function bent(sources: readonly string[], chance: Chance): Uint8Array {
  const stream = Array.from({ length: 1 + chance.below(3) }, () => chance.of(sources)).join("");
  const bends = Array.from({ length: 1 + chance.below(2) }, () => chance.of(BENDS));
  const found = bends.reduce((text, bend) => (text === "" ? text : bend(text, chance)), stream);
  return rawBytes(found);
}

function besiege(
  sources: readonly string[],
  read: (pieces: readonly Uint8Array[]) => readonly string[],
): { readonly pastHead: number; readonly refused: number } {
  let pastHead = 0;
  let refused = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const chance = new Chance(run + 1);
    const bytes = bent(sources, chance);
    const lines = read([bytes]);
    expect(
      read(cutAt(bytes, [chance.below(4096), chance.below(4096), chance.below(4096)])),
    ).toEqual(lines);
    const isHead = lines.some((line) => /^(?:\S+ \S+|\d{3} .*) 1\.[01] /.test(line));
    pastHead += Number(isHead);
    refused += Number(
      lines.some((line) => line.startsWith("fault ") && !line.startsWith("fault truncated")),
    );
  }
  return { pastHead, refused };
}

test("bent requests: none throws, each is read alike in pieces, many get past the head", () => {
  const { pastHead, refused } = besiege(REQUESTS, (pieces) => ofRequests(pieces, "fin"));
  expect(pastHead / RUNS).toBeGreaterThan(0.3);
  expect(refused / RUNS).toBeGreaterThan(0.3);
});

test("bent answers: none throws, each is read alike in pieces, many get past the head", () => {
  const methods = ["GET", "HEAD", "POST", "GET", "GET", "GET"];
  const { pastHead, refused } = besiege(RESPONSES, (pieces) => ofResponses(methods, pieces, "fin"));
  expect(pastHead / RUNS).toBeGreaterThan(0.3);
  expect(refused / RUNS).toBeGreaterThan(0.3);
});

/** What keeps a parser waiting: it may hold no more than a head, whatever it is sent. */
test.each([
  ["an endless method", "", "A"],
  ["an endless target", "GET /", "a"],
  ["an endless version", "GET / ", "H"],
  ["an endless name", "GET / HTTP/1.1\r\n", "a"],
  ["an endless value", "GET / HTTP/1.1\r\na:", " "],
  ["endless fields", "GET / HTTP/1.1\r\n", "a:b\r\n"],
  [
    "an endless chunk size",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
    "0",
  ],
  [
    "an endless extension",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a=",
    "a",
  ],
  [
    "endless extensions",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
    "1;a=b\r\nc\r\n",
  ],
  [
    "an endless trailer",
    "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\na:",
    "a",
  ],
])("%s ends in a fault, and little is held until then", (_, start, more) => {
  const parser = new RequestParser();
  const piece = rawBytes(more.repeat(1000));
  parser.push(rawBytes(start));
  let last: string | undefined;
  for (let count = 0; count < 100 && last !== "fault"; count += 1) {
    for (let event = parser.next(); event !== undefined; event = parser.next()) last = event.kind;
    expect(parser.pendingBytes).toBeLessThan(HTTP1_HEAD_BYTES_MAX + piece.length);
    parser.push(piece);
  }
  expect(last).toBe("fault");
  expect(parser.pendingBytes).toBe(0);
});

test("a body without end is passed on, and nothing of it is held", () => {
  const parser = new ResponseParser();
  parser.expect({ method: "GET", isUpgradeAsked: false });
  parser.push(rawBytes("HTTP/1.1 200 OK\r\n\r\n"));
  const piece = rawBytes("x".repeat(10_000));
  let passedBytes = 0;
  for (let count = 0; count < 1000; count += 1) {
    parser.push(piece);
    for (let event = parser.next(); event !== undefined; event = parser.next()) {
      passedBytes += event.kind === "body" ? event.bytes.length : 0;
    }
    expect(parser.pendingBytes).toBe(0);
  }
  expect(passedBytes).toBe(10_000_000);
});
