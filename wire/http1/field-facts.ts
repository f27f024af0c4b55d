// What the fields of one head say about the connection and the framing, all lines of a name taken
// together. Whether that is acceptable is decided in framing.ts and host.ts.

import { isToken } from "./byte-class.ts";
import { type LengthFact, lengthOf, sameLength, trimmed } from "./content-length.ts";
import type { CodingFact } from "./framing.ts";

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
        this.length =
          this.lengthLines === 0 ? lengthOf(value) : sameLength(this.length, lengthOf(value));
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
        // A list whose elements are all empty names no protocol (RFC 9110 §5.6.1).
        this.hasUpgrade ||= optionsOf(value).length > 0;
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
