/** One byte a character; what nearly every text is. */
const plain = /^[ -~]*$/;

/** How many bytes a string takes in UTF-8 (LEASE-ID-BYTES counts bytes, not characters). */
export function utf8Length(text: string): number {
  if (plain.test(text)) return text.length;
  return Buffer.byteLength(text, "utf8");
}
