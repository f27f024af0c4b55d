// Fields as requests and answers have them, and some that nobody would send.
import type { Draws } from "../gates/hostile/draws.ts";
import { FieldList } from "../../wire/index.ts";

const names = [
  "cookie",
  "x-a",
  "x-b",
  "user-agent",
  "content-type",
  "authorization",
  "accept-encoding",
  "x-a-name-that-is-as-long-as-names-of-fields-usually-are-not",
];

export function someFields(draws: Draws, into: FieldList, countMax: number): void {
  for (let left = draws.below(countMax + 1); left > 0; left -= 1) {
    const word = draws.oneOf(["value-", "0", "\xff\xfe", "a b; c=", "Mozilla/5.0 (X11) "]);
    const value = word.repeat(draws.below(5)) + String(draws.below(30));
    into.add(draws.oneOf(names), value, draws.below(6) === 0);
  }
}

export function requestFields(draws: Draws): FieldList {
  const fields = new FieldList();
  fields.add(":method", draws.oneOf(["GET", "GET", "HEAD", "POST", "PUT", "OPTIONS"]));
  fields.add(":scheme", draws.oneOf(["https", "http"]));
  fields.add(":authority", draws.oneOf(["example.org", "h:8080", "[::1]"]));
  fields.add(":path", draws.oneOf(["/", "/index.html", "/a?b=c&d"]));
  someFields(draws, fields, 6);
  return fields;
}
