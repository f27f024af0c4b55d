// Bytes as text, one unit a byte (ISO 8859-1; ASCII is part of it).

import { TEXT_PIECE_BYTES } from "./bounds.ts";

export function latin1(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= TEXT_PIECE_BYTES) return piece(bytes, start, end);
  let text = "";
  for (let from = start; from < end; from += TEXT_PIECE_BYTES) {
    text += piece(bytes, from, Math.min(end, from + TEXT_PIECE_BYTES));
  }
  return text;
}

/** To spread an array of bytes takes six times as long as to copy it into a plain one and spread that. */
function piece(bytes: Uint8Array, start: number, end: number): string {
  const units: number[] = [];
  for (let at = start; at < end; at += 1) units.push(bytes[at]!);
  return String.fromCharCode(...units);
}
