// Text that came from a program under test, made safe to print. A message may hold what a hostile client
// sent, and a terminal obeys control characters: none of them leaves this folder unescaped.

import { bounds } from "./bounds.ts";

// C0, DEL and C1; the line and paragraph separators; byte order mark; every bidi control; lone surrogates.
const unsafe = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** One line: line breaks too become escapes, so a message can forge no second line. */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => named[character] ?? escaped(character));
}

/** The same, cut at the bound with a mark that says how much is missing. */
export function printableField(text: string): string {
  // Cut first: a pair of surrogates that the cut splits is then escaped like any lone one.
  const kept = printable(text.slice(0, bounds.fieldCharacters));
  const missing = text.length - bounds.fieldCharacters;
  return missing <= 0 ? kept : `${kept}… (${missing} more characters)`;
}

/** JSON keeps DEL, C1, U+2028 and bidi controls as they are; readers that split lines at them do exist. */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  return text.replace(unsafe, (character) =>
    character === "\n" ? character : jsonEscaped(character),
  );
}

function escaped(character: string): string {
  return `\\u{${codePointOf(character)}}`;
}

function jsonEscaped(character: string): string {
  return `\\u${codePointOf(character).padStart(4, "0")}`;
}

function codePointOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16);
}
