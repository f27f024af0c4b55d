/** How many bytes a string takes in UTF-8 (LEASE-ID-BYTES counts bytes, not characters). */
export function utf8Length(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) < 0x80) at++;
  // One byte a character is what nearly every text is.
  if (at === text.length) return at;
  return Buffer.byteLength(text, "utf8");
}
