/** How many bytes a string takes in UTF-8 (LEASE-ID-BYTES counts bytes, not characters). */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
