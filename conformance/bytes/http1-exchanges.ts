// Valid HTTP/1.1: a few pipelined requests, or the answers to what `asked` says, with every kind of body.
// A part is a line, a chunk, or the content.
import type { Draws } from "../gates/hostile/draws.ts";
import { lyingText } from "./lies.ts";
import { bytesOf, textOf } from "./pieces.ts";

/** What answers are read against, in this order; `upgrade` asks for one. */
export const asked = [
  { method: "GET", isUpgradeAsked: false },
  { method: "HEAD", isUpgradeAsked: false },
  { method: "POST", isUpgradeAsked: false },
  { method: "GET", isUpgradeAsked: true },
  { method: "CONNECT", isUpgradeAsked: false },
] as const;

const fields = [
  "Accept: */*",
  "X-Empty:",
  "Cookie: a=b; c=d",
  "cookie: e=f",
  "Connection: keep-alive",
  "Connection: x-hop, te",
  "X-Hop: 1",
  "TE: trailers, gzip;q=0.5",
  "Expect: 100-continue",
  "Keep-Alive: timeout=5",
  "X-Latin: caf\xe9",
  "X-Padded: \t a  b \t",
  'ETag: "x"',
  "Set-Cookie: a=b",
  "X-Forwarded-For: 192.0.2.1, 2001:db8::1",
];
const targets = [
  "GET /",
  "GET /a?b=c&d=%20",
  "HEAD /h",
  "DELETE /d",
  "OPTIONS *",
  "GET http://other.example:81/p?q",
  "GET HTTPS://[::ffff:192.0.2.1]?q",
  "OPTIONS http://[2001:db8:0:1:2:3:4:5]:80",
  "BREW /tea",
];
const statuses = ["200 OK", "206 Partial", "301 Moved", "404 ", "503 Not now", "599"];
const words = [
  "hello",
  "0\r\n\r\n",
  "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
  "x".repeat(300),
  "\0\xff",
];

export function http1Exchange(draws: Draws): Uint8Array[] {
  const parts: string[] = [];
  const isAnswers = draws.below(2) === 0;
  const count = 1 + draws.below(isAnswers ? asked.length : 3);
  for (let ordinal = 0; ordinal < count; ordinal += 1) {
    if (isAnswers) answer(parts, draws, ordinal);
    else request(parts, draws, ordinal === count - 1);
  }
  return parts.map(bytesOf);
}

function request(parts: string[], draws: Draws, isLast: boolean): void {
  const kind = draws.below(isLast ? 8 : 6);
  if (kind === 7) {
    parts.push(
      "CONNECT h.example:443 HTTP/1.1\r\n",
      "Host: h.example:443\r\n",
      "\r\n",
      "tunnelled",
    );
  } else if (kind === 6) {
    parts.push("GET /ws HTTP/1.1\r\n", "Host: h\r\n", "Connection: Upgrade\r\n");
    parts.push("Upgrade: websocket\r\n", "\r\n", "\x81\x05hello");
  } else if (kind === 5 && draws.below(2) === 0) {
    parts.push("GET /h2 HTTP/1.1\r\n", "Host: h\r\n", "Connection: Upgrade\r\n");
    parts.push("Upgrade: h2c\r\n", "\r\n");
  } else if (kind === 5) {
    parts.push("GET /old HTTP/1.0\r\n", "Connection: keep-alive\r\n", "\r\n");
  } else if (kind < 3) {
    parts.push(`${draws.oneOf(targets)} HTTP/1.1\r\n`, "Host: h.example:8080\r\n");
    someFields(parts, draws);
    parts.push("\r\n");
  } else {
    parts.push("POST /form HTTP/1.1\r\n", "Host: [2001:db8::1]\r\n");
    someFields(parts, draws);
    content(parts, draws, kind === 3);
  }
}

function answer(parts: string[], draws: Draws, ordinal: number): void {
  const { method, isUpgradeAsked } = asked[ordinal] ?? asked[0];
  if (draws.below(4) === 0) {
    parts.push("HTTP/1.1 103 Early Hints\r\n", "Link: </a>\r\n", "\r\n");
  }
  if (isUpgradeAsked && draws.below(2) === 0) {
    parts.push("HTTP/1.1 101 Yes\r\n", "Connection: upgrade\r\n", "Upgrade: a\r\n", "\r\n", "raw");
    return;
  }
  const isBare = method === "CONNECT" || draws.below(5) === 0;
  const status = isBare ? draws.oneOf(["204 None", "304 Same"]) : draws.oneOf(statuses);
  parts.push(`HTTP/1.1 ${status}\r\n`);
  someFields(parts, draws);
  if (isBare) parts.push("\r\n");
  else if (method === "HEAD") parts.push("Content-Length: 77\r\n", "\r\n");
  else if (draws.below(6) === 0) parts.push("Connection: close\r\n", "\r\n", draws.oneOf(words));
  else content(parts, draws, draws.below(2) === 0);
}

/** Now and then there is more than any head may have. */
function someFields(parts: string[], draws: Draws): void {
  if (draws.below(150) === 0) parts.push(`X-Long: ${"a".repeat(draws.below(17_000))}\r\n`);
  if (draws.below(150) === 0)
    for (let count = 0; count < 130; count += 1) parts.push("X-Many: 1\r\n");
  for (let left = draws.below(5); left > 0; left -= 1) parts.push(`${draws.oneOf(fields)}\r\n`);
}

function content(parts: string[], draws: Draws, isChunked: boolean): void {
  if (!isChunked) {
    const word = draws.oneOf(words);
    parts.push(`Content-Length: ${word.length}\r\n`, "\r\n", word);
    return;
  }
  parts.push("Transfer-Encoding: chunked\r\n", "\r\n");
  for (let left = draws.below(4); left > 0; left -= 1) {
    const word = draws.oneOf(words);
    const extension = draws.oneOf(["", "", ";a", ';a="b\\"c"', " ; a = b"]);
    parts.push(`${word.length.toString(16)}${extension}\r\n`, `${word}\r\n`);
  }
  parts.push("0\r\n");
  for (let left = draws.below(3); left > 0; left -= 1) {
    parts.push(draws.oneOf(["X-Sum: 1\r\n", "Content-Length: 5\r\n", "X-Sum: 2\r\n"]));
  }
  parts.push("\r\n");
}

const lengths = /^(?<before>Content-Length: )?(?<number>[0-9a-f]+)(?<after>\r|;)/i;

/** A Content-Length or a chunk size, if there is one. */
export function lieInHttp1(parts: Uint8Array[], draws: Draws): void {
  const places = parts.flatMap((part, at) => (lengths.test(textOf(part)) ? [at] : []));
  const at = places[draws.below(Math.max(1, places.length))];
  const part = at === undefined ? undefined : parts[at];
  if (at === undefined || part === undefined) return;
  const text = textOf(part);
  const found = lengths.exec(text)?.groups;
  const { before = "", number = "0", after = "" } = found ?? {};
  const isHex = before === "";
  const lie = lyingText(draws, Number.parseInt(number, isHex ? 16 : 10));
  const rest = text.slice(before.length + number.length + after.length);
  parts[at] = bytesOf(before + lie + after + rest);
}
