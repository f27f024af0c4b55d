// BIND-ULID-FORMS, parsed once more: the checkers do not share the reading of session ids with the
// implementation under test, nor with `wire/`.

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const plainUlid = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const u128Max = (1n << 128n) - 1n;

/**
 * The canonical form (32 lower-case hex digits) of a session id given as a 26-character Crockford
 * ULID in either case, else as hex with any number of leading `0x`; undefined for anything else.
 */
export function canonicalSession(text: string): string | undefined {
  const value = fromUlid(text) ?? fromHex(text);
  return value === undefined ? undefined : value.toString(16).padStart(32, "0");
}

/** Whether the text is in the one spelling a master itself writes: 26 upper-case symbols. */
export function isPlainUlid(text: string): boolean {
  return plainUlid.test(text);
}

function fromUlid(text: string): bigint | undefined {
  if (text.length !== 26) return undefined;
  let value = 0n;
  for (const symbol of text.toUpperCase().replaceAll(/[IL]/g, "1").replaceAll("O", "0")) {
    const digit = crockford.indexOf(symbol);
    if (digit < 0) return undefined;
    value = value * 32n + BigInt(digit);
  }
  return value <= u128Max ? value : undefined;
}

function fromHex(text: string): bigint | undefined {
  const digits = text.replace(/^(0x)*\+?/, "");
  if (!/^[0-9a-fA-F]+$/.test(digits)) return undefined;
  const value = BigInt(`0x${digits}`);
  return value <= u128Max ? value : undefined;
}
