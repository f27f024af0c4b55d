// The numbers of HPACK (RFC 7541 §5.1), written; they are read where the cursor is, in the decoder.

import type { OctetWriter } from "../octet-writer.ts";

/** `pattern` fills the bits above the prefix. */
export function writeInteger(
  out: OctetWriter,
  pattern: number,
  prefixBits: number,
  value: number,
): void {
  const full = (1 << prefixBits) - 1;
  if (value < full) {
    out.octet(pattern | value);
    return;
  }
  out.octet(pattern | full);
  let rest = value - full;
  while (rest >= 0x80) {
    out.octet((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.octet(rest);
}
