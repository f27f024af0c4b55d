// What a parser made of a stream, as lines: for tests, which compare what came of the same bytes in
// different pieces. Spans that follow each other are one line, because their borders mean nothing.

import type { HttpField } from "./field.ts";
import type { Http1Fault } from "./fault.ts";
import type { RequestHead, ResponseHead } from "./head.ts";
import type { Ending } from "./input.ts";
import { RequestParser, type RequestEvent } from "./request-parser.ts";
import { ResponseParser, type ResponseEvent } from "./response-parser.ts";
import { textOf } from "./text.ts";

type Parser = Pick<RequestParser | ResponseParser, "push" | "end"> & {
  next(): RequestEvent | ResponseEvent | undefined;
};

/** Pieces are lent and taken back: what a parser keeps of them it must have copied. */
export function transcript(
  parser: Parser,
  pieces: readonly Uint8Array[],
  ending?: Ending,
): readonly string[] {
  const lines: string[] = [];
  drain(parser, lines);
  for (const piece of pieces) {
    const lent = piece.slice();
    parser.push(lent);
    drain(parser, lines);
    lent.fill(0x7e);
  }
  if (ending !== undefined) {
    parser.end(ending);
    drain(parser, lines);
  }
  return lines;
}

export function ofRequests(pieces: readonly Uint8Array[], ending?: Ending): readonly string[] {
  return transcript(new RequestParser(), pieces, ending);
}

/** Answers to as many requests as there are methods; `+` before one asks for an upgrade. */
export function ofResponses(
  methods: readonly string[],
  pieces: readonly Uint8Array[],
  ending?: Ending,
): readonly string[] {
  const parser = new ResponseParser();
  for (const method of methods) {
    const isUpgradeAsked = method.startsWith("+");
    parser.expect({ method: isUpgradeAsked ? method.slice(1) : method, isUpgradeAsked });
  }
  return transcript(parser, pieces, ending);
}

/** Cut at these places, which need not be in order. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length];
  ends.sort((left, right) => left - right);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

export function byteByByte(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

function drain(parser: Parser, lines: string[]): void {
  for (let event = parser.next(); event !== undefined; event = parser.next()) {
    const last = lines.at(-1);
    const line = lineOf(event);
    if (isSpan(event) && last?.startsWith(`${event.kind} `) === true) {
      lines[lines.length - 1] = last + line.slice(event.kind.length + 1);
    } else {
      lines.push(line);
    }
  }
}

function isSpan(event: RequestEvent | ResponseEvent): boolean {
  return event.kind === "body" || event.kind === "tunnel";
}

function lineOf(event: RequestEvent | ResponseEvent): string {
  switch (event.kind) {
    case "request":
      return requestLine(event.head);
    case "response":
      return responseLine(event.head);
    case "body":
    case "tunnel":
      return `${event.kind} ${textOf(event.bytes, 0, event.bytes.length)}`;
    case "end":
      return `end${fieldText(event.trailers)}`;
    case "closed":
      return "closed";
    case "fault":
      return faultLine(event.fault);
  }
}

function requestLine(head: RequestHead): string {
  return `${head.method} ${head.target} ${commonText(head)}${fieldText(head.fields)}`;
}

function responseLine(head: ResponseHead): string {
  return `${head.status} ${head.reason} ${commonText(head)}${fieldText(head.fields)}`;
}

function commonText({ minor, framing, persists }: RequestHead | ResponseHead): string {
  const length = framing.kind === "length" ? ` ${framing.bytes}` : "";
  return `1.${minor} ${framing.kind}${length}${persists ? "" : " last"}`;
}

function fieldText(fields: readonly HttpField[]): string {
  return fields.map(({ name, value }) => ` | ${name}: ${value}`).join("");
}

function faultLine({ kind, status, at }: Http1Fault): string {
  return `fault ${kind} ${status} at ${at}`;
}
