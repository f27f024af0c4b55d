// What the fields of one head say about the connection and the framing, all lines of a name taken
// together. Whether that is acceptable is decided in framing.ts and host.ts.

import { isToken } from "./byte-class.ts";
import type { CodingFact, LengthFact } from "./framing.ts";

const NO_OPTIONS: readonly string[] = [];

export class FieldFacts {
  hosts = 0;
  host = "";
  length: LengthFact;
  lengthLines = 0;
  codingLines = 0;
  /** The value as it would be forwarded, were there one line: anything else is put in order. */
  lengthText = "";
  codingText = "";
  /** Lower case: names of fields and of other options that concern this connection only. */
  connection: readonly string[] = NO_OPTIONS;
  hasUpgrade = false;
  isContinueExpected = false;

  note(name: string, value: string): void {
    switch (name) {
      case "host":
        this.hosts += 1;
        this.host = value;
        return;
      case "content-length":
        this.length = this.lengthLines === 0 ? lengthOf(value) : same(this.length, lengthOf(value));
        this.lengthText = value;
        this.lengthLines += 1;
        return;
      case "transfer-encoding":
        this.codingText = this.codingLines === 0 ? value : `${this.codingText},${value}`;
        this.codingLines += 1;
        return;
      case "connection":
        this.connection = [...this.connection, ...optionsOf(value)];
        return;
      case "upgrade":
        this.hasUpgrade = true;
        return;
      case "expect":
        this.isContinueExpected = value.toLowerCase() === "100-continue";
        return;
      default:
    }
  }

  get coding(): CodingFact {
    return this.codingLines === 0 ? undefined : codingOf(this.codingText);
  }

  /** RFC 9112 §9.3. */
  persists(minor: 0 | 1): boolean {
    if (this.connection.includes("close")) return false;
    return minor === 1 || this.connection.includes("keep-alive");
  }

  /** "A server MUST ignore an Upgrade header field that is received in an HTTP/1.0 request." */
  asksUpgrade(minor: 0 | 1): boolean {
    return minor === 1 && this.hasUpgrade && this.connection.includes("upgrade");
  }
}

/** A list of equal numbers is that number (RFC 9110 §8.6). */
function lengthOf(value: string): LengthFact {
  if (!value.includes(",")) return numberOf(value);
  return value.split(",").map(trimmed).map(numberOf).reduce(same);
}

function same(left: LengthFact, right: LengthFact): LengthFact {
  if (left === "invalid" || right === "invalid") return "invalid";
  return left === right ? left : "differing";
}

function numberOf(text: string): LengthFact {
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return "invalid";
    value = value * 10 + digit;
    if (value > Number.MAX_SAFE_INTEGER) return "invalid";
  }
  return text.length === 0 ? "invalid" : value;
}

function codingOf(value: string): CodingFact {
  // "a recipient MUST parse and ignore a reasonable number of empty list elements"
  const codings = value
    .split(",")
    .map(trimmed)
    .filter((element) => element !== "");
  const names = codings.map((coding) => trimmed(coding.split(";", 1)[0] ?? ""));
  if (names.length === 0 || !names.every(isToken)) return "invalid";
  const others = names.slice(0, -1);
  // chunked has no parameters, and is applied once.
  const last = codings.at(-1)?.toLowerCase();
  if (last !== "chunked")
    return names.at(-1)?.toLowerCase() === "chunked" ? "invalid" : "not-final";
  if (others.length === 0) return "chunked";
  return others.some((name) => name.toLowerCase() === "chunked") ? "invalid" : "unknown";
}

function optionsOf(value: string): readonly string[] {
  if (isToken(value)) return [value.toLowerCase()];
  return value.toLowerCase().split(",").map(trimmed).filter(isToken);
}

/** Without the optional whitespace of RFC 9110, which is not all that `trim` knows. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
