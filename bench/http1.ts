// HTTP/1 alone, as a server reads it: whole heads that come in one piece each, no two alike, and a
// chunked body whose chunks are small. One iteration is a thousand heads, or a thousand chunks.

import { bench } from "mitata";
import { rawBytes, RequestParser } from "../wire/index.ts";

export const headsPerIteration = 1000;
export const chunksPerIteration = 1000;

const chunkBytes = 1024;

/** What browsers send: most of it is the same every time, path and cookie are not. */
const heads: readonly Uint8Array[] = Array.from({ length: headsPerIteration }, (_, index) =>
  rawBytes(
    [
      `GET /api/items/${1000 + index}?page=3&order=newest HTTP/1.1`,
      "Host: shop.example.org",
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
      "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      "Accept-Language: en-US,en;q=0.5",
      "Accept-Encoding: gzip, deflate, br",
      "Connection: keep-alive",
      `Cookie: session=4f2a9c${(index * 7919 + 100_000).toString(16)}; theme=dark; SOZUBALANCEID=web-02`,
      "Cache-Control: no-cache",
      "X-Forwarded-For: 192.0.2.44",
      "\r\n",
    ].join("\r\n"),
  ),
);

const upload = rawBytes("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
const chunks = rawBytes(
  `${chunkBytes.toString(16)}\r\n${"x".repeat(chunkBytes)}\r\n`.repeat(chunksPerIteration),
);

/** Requests one after the other on one connection; the sum keeps the work from being left out. */
export function readHeads(): number {
  const parser = new RequestParser();
  let fields = 0;
  for (const head of heads) {
    parser.push(head);
    for (let event = parser.next(); event !== undefined; event = parser.next()) {
      if (event.kind === "request") fields += event.head.fields.length;
    }
  }
  return fields;
}

export function readChunks(): number {
  const parser = new RequestParser();
  let bytes = 0;
  parser.push(upload);
  parser.next();
  parser.push(chunks);
  for (let event = parser.next(); event !== undefined; event = parser.next()) {
    if (event.kind === "body") bytes += event.bytes.length;
  }
  return bytes;
}

export function benchHttp1(): void {
  bench("http1: 1000 x request head, 9 fields, 430 bytes", () => readHeads());
  bench("http1: 1000 x chunk of 1 KiB", () => readChunks());
}
