// Bytes of a head as text, one unit a byte. Names and short values come again and again: they are
// remembered, as the texts of the command channel are.

import { ASCII_LOOP_UNITS_MAX } from "../bounds.ts";
import { TextCache } from "../command/text-cache.ts";
import { latin1 } from "../latin1.ts";
import { NameCache } from "./name-cache.ts";

// Two readers cannot see each other through them.
const names = new NameCache();
const texts = new TextCache();

/** In lower case; the bytes are those of a token. */
export function nameOf(bytes: Uint8Array, start: number, end: number): string {
  return names.lower(bytes, start, end);
}

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= ASCII_LOOP_UNITS_MAX) {
    const known = texts.ascii(bytes, start, end);
    if (known !== undefined) return known;
  }
  return latin1(bytes, start, end);
}
