// What a client was given on a connection of HTTP/1.1, and what a back end was asked for, as lines. It
// reads what no parser takes as well: an answer that is cut, or one that stands behind another's body.

import { createHash } from "node:crypto";

const requestLine = /([A-Z]+) ([^\r\n ]+) HTTP\/1\.[01]\r\n/g;

/** One line an answer; `methods` of the requests, in their order. */
export function answerLines(bytes: Buffer, methods: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let [at, answered] = [0, 0];
  while (at < bytes.length) {
    const headEnd = bytes.indexOf("\r\n\r\n", at);
    const head = bytes.toString("latin1", at, headEnd < 0 ? bytes.length : headEnd);
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
    if (status === undefined || headEnd < 0) {
      lines.push(`${bytes.length - at} bytes that are no answer`);
      break;
    }
    at = headEnd + 4;
    if (status === "101") {
      lines.push(`101 and ${contentLine(bytes.subarray(at))}`);
      break;
    }
    if (status.startsWith("1")) {
      lines.push(status);
      continue;
    }
    const isBodiless = methods[answered] === "HEAD" || status === "204" || status === "304";
    const content = isBodiless ? nothing : contentOf(head, bytes.subarray(at));
    answered += 1;
    at += content.taken;
    lines.push(`${answerLine(status, content.bytes)}${content.isWhole ? "" : " cut"}`);
  }
  return lines;
}

/** A line for each request, its target as it was forwarded. */
export function requestLines(bytes: Buffer): readonly string[] {
  const requests = bytes.toString("latin1").matchAll(requestLine);
  return [...requests].map(([, method = "", target = ""]) => `${method} ${target}`);
}

interface Content {
  readonly bytes: Buffer;
  /** How many bytes of the connection it took. */
  readonly taken: number;
  readonly isWhole: boolean;
}

const nothing: Content = { bytes: Buffer.alloc(0), taken: 0, isWhole: true };

function contentOf(head: string, rest: Buffer): Content {
  if (/\r\ntransfer-encoding:[^\r\n]*chunked/i.test(head)) return chunkedContent(rest);
  const declared = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const length = declared === undefined ? rest.length : Number(declared);
  const bytes = rest.subarray(0, length);
  return { bytes, taken: bytes.length, isWhole: bytes.length === length };
}

function chunkedContent(rest: Buffer): Content {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = rest.indexOf("\r\n", at);
    const size = lineEnd < 0 ? NaN : Number.parseInt(rest.toString("latin1", at, lineEnd), 16);
    if (Number.isNaN(size))
      return { bytes: Buffer.concat(chunks), taken: rest.length, isWhole: false };
    if (size === 0) {
      const end = rest.indexOf("\r\n\r\n", lineEnd);
      const taken = end < 0 ? rest.length : end + 4;
      return { bytes: Buffer.concat(chunks), taken, isWhole: end >= 0 };
    }
    chunks.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

/**
 * Status and content. Answers above 299 are a proxy's own, nearly always, and have the words of whoever
 * wrote it: of those the content is left out.
 */
export function answerLine(status: string, content: Buffer): string {
  return Number(status) >= 300 ? status : `${status} ${contentLine(content)}`;
}

/** How much there is, and which bytes. */
function contentLine(bytes: Buffer): string {
  if (bytes.length === 0) return "nothing";
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  return `${bytes.length} bytes ${digest}`;
}
