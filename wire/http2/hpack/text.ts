// Octets as text and back, one unit per octet (ISO 8859-1): nothing is lost and nothing interpreted.

import { TEXT_PIECE_OCTETS_MAX } from "../bounds.ts";

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  const { buffer, byteOffset } = bytes;
  if (end - start <= TEXT_PIECE_OCTETS_MAX) {
    return String.fromCharCode(...new Uint8Array(buffer, byteOffset + start, end - start));
  }
  let text = "";
  for (let at = start; at < end; at += TEXT_PIECE_OCTETS_MAX) {
    const octets = Math.min(TEXT_PIECE_OCTETS_MAX, end - at);
    text += String.fromCharCode(...new Uint8Array(buffer, byteOffset + at, octets));
  }
  return text;
}

/** Whether every unit of the text is an octet. */
export function isOctets(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0xff) return false;
  return true;
}
