// How long the content of a message is by its head (RFC 9112 §6.3), and what is wrong with how it says
// so (H1-SMUGGLING).
import { choose, refuse } from "./head.ts";
import { type FieldLine, type Flaw, membersOf, valuesOf } from "./message.ts";

export type Framing =
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  /** Until the connection ends: answers only. */
  | { readonly kind: "close" };

/** Of a request. */
export function requestFraming(fields: readonly FieldLine[], version: string): Framing | Flaw {
  const codings = membersOf(fields, "transfer-encoding");
  const lengths = lengthsOf(fields);
  if (valuesOf(fields, "transfer-encoding").length > 0) {
    const last = codings.at(-1);
    if (last !== "chunked") {
      return { duty: "refuse-coding", why: "a coding that is not chunked at the end" };
    }
    if (lengths.length > 0) return choose("content-length beside transfer-encoding");
    if (version === "HTTP/1.0") return choose("transfer-encoding in HTTP/1.0");
    if (codings.length > 1) return choose("another coding below chunked");
    return { kind: "chunked" };
  }
  if (lengths.length === 0) return { kind: "length", bytes: 0 };
  const [first = ""] = lengths;
  if (!lengths.every((length) => /^[0-9]+$/.test(length))) return refuse("no number of bytes");
  if (new Set(lengths.map(Number)).size > 1) return refuse("content-lengths that differ");
  if (!Number.isSafeInteger(Number(first))) return refuse("a number of bytes beyond all bounds");
  // RFC 9112 §6.3: several equal ones are one, or refused.
  if (lengths.length > 1) return choose("content-length several times");
  return { kind: "length", bytes: Number(first) };
}

/** Of an answer to a request with this method; what is wrong with it is not judged here. */
export function answerFraming(
  fields: readonly FieldLine[],
  status: number,
  method: string | undefined,
): Framing {
  const isBodiless = status < 200 || status === 204 || status === 304 || method === "HEAD";
  if (isBodiless) return { kind: "length", bytes: 0 };
  if (membersOf(fields, "transfer-encoding").at(-1) === "chunked") return { kind: "chunked" };
  const [length] = lengthsOf(fields);
  return length === undefined ? { kind: "close" } : { kind: "length", bytes: Number(length) };
}

function lengthsOf(fields: readonly FieldLine[]): readonly string[] {
  return valuesOf(fields, "content-length").flatMap((value) =>
    value.split(",").map((part) => part.trim()),
  );
}
