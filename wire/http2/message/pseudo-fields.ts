// The pseudo-fields of one block (RFC 9113 §8.3): known ones of the right kind of message, once each,
// before the regular fields. What their values may be is decided by those who read them.

import type { MalformedRule } from "./malformed.ts";

export type Section = "request" | "response" | "trailers";

const sectionOf: ReadonlyMap<string, Section> = new Map([
  [":method", "request"],
  [":scheme", "request"],
  [":authority", "request"],
  [":path", "request"],
  [":protocol", "request"],
  [":status", "response"],
]);

export class PseudoFields {
  method: string | undefined;
  scheme: string | undefined;
  authority: string | undefined;
  path: string | undefined;
  protocol: string | undefined;
  status: string | undefined;

  note(section: Section, name: string, value: string): MalformedRule | undefined {
    if (section === "trailers") return "pseudo-in-trailers";
    const home = sectionOf.get(name);
    if (home === undefined) return "pseudo-unknown";
    if (home !== section) return "pseudo-misplaced";
    return this.#set(name, value) === undefined ? undefined : "pseudo-repeated";
  }

  /** What was there before. */
  #set(name: string, value: string): string | undefined {
    let before: string | undefined;
    switch (name) {
      case ":method":
        before = this.method;
        this.method = value;
        return before;
      case ":scheme":
        before = this.scheme;
        this.scheme = value;
        return before;
      case ":authority":
        before = this.authority;
        this.authority = value;
        return before;
      case ":path":
        before = this.path;
        this.path = value;
        return before;
      case ":protocol":
        before = this.protocol;
        this.protocol = value;
        return before;
      default:
        before = this.status;
        this.status = value;
        return before;
    }
  }
}
