// Content in chunks (RFC 9112 §7.1), from its first size to the empty line behind its trailers.
import { choose, refuse } from "./head.ts";
import type { Flaw } from "./message.ts";

export interface Chunks {
  readonly body: string;
  readonly isWhole: boolean;
  readonly to: number;
  readonly flaw: Flaw | undefined;
}

/** More would not be a number of bytes that anybody can keep. */
const digitsMax = 13;

export function chunksAt(text: string, from: number): Chunks {
  let body = "";
  for (let at = from; ;) {
    const end = text.indexOf("\n", at);
    if (end < 0) return { body, isWhole: false, to: text.length, flaw: earlyFlaw(text, at) };
    const line = text.slice(at, end + 1);
    const flaw = sizeFlaw(line);
    if (flaw !== undefined) return { body, isWhole: false, to: at, flaw };
    const bytes = Number.parseInt(line, 16);
    const start = end + 1;
    if (bytes === 0) return { body, ...trailersAt(text, start) };
    body += text.slice(start, start + bytes);
    at = start + bytes + 2;
    const behind = text.slice(start + bytes, at);
    if (!"\r\n".startsWith(behind)) {
      return { body, isWhole: false, to: start, flaw: refuse("more bytes than the chunk has") };
    }
    if (at > text.length) return { body, isWhole: false, to: text.length, flaw: undefined };
  }
}

/** What is wrong already, before the line is over. */
function earlyFlaw(text: string, at: number): Flaw | undefined {
  return /^[^0-9a-fA-F\r]/.test(text.slice(at)) ? refuse("a chunk size that is none") : undefined;
}

function sizeFlaw(line: string): Flaw | undefined {
  const digits = /^[0-9a-fA-F]*/.exec(line)?.[0] ?? "";
  if (digits === "") return refuse("a chunk size that is none");
  if (digits.replace(/^0+/, "").length > digitsMax) return refuse("a chunk size beyond all bounds");
  const behind = line.slice(digits.length);
  if (/^\r\n$/.test(behind)) return undefined;
  if (/^[ \t]*(;[^\r\n]*)?\r?\n$/.test(behind)) return choose("more in the line of a chunk size");
  return refuse("a chunk size that is none");
}

function trailersAt(text: string, from: number): Omit<Chunks, "body"> {
  if (text.startsWith("\r\n", from)) {
    return { isWhole: true, to: from + 2, flaw: undefined };
  }
  const end = text.indexOf("\r\n\r\n", from);
  return end < 0
    ? { isWhole: false, to: text.length, flaw: undefined }
    : { isWhole: true, to: end + 4, flaw: undefined };
}
