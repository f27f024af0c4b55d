// Session ids as they travel in a lease request: text that is either a ULID or hexadecimal. It only
// reads; what an unreadable id means for a binding is the lease table's business.

import { SESSION_ID_BITS } from "../bounds.ts";
import { RecentIds } from "./recent-ids.ts";
import { parseUlid } from "./ulid.ts";

// What is found in it equals what would have been read.
const lately = new RecentIds();

const HEXADECIMAL = /^\+?[0-9A-Fa-f]+$/;
const RADIX_PREFIXES = /^(?:0x)+/;

/**
 * BIND-ULID-FORMS: 26-character Crockford ULIDs first, else hex, anything else counts as absent. So
 * 26 hex digits are a ULID, unless the first is above 7. Every leading lower-case `0x` is stripped,
 * then one `+` is allowed; leading zeros are free, more than 128 bits are not.
 */
export function parseSessionId(text: string): bigint | undefined {
  return lately.find(text) ?? lately.keep(text, read(text));
}

function read(text: string): bigint | undefined {
  return parseUlid(text) ?? parseHexadecimal(text.replace(RADIX_PREFIXES, ""));
}

function parseHexadecimal(digits: string): bigint | undefined {
  if (!HEXADECIMAL.test(digits)) return undefined;
  const significant = digits.replace(/^\+?0*/, "");
  if (significant.length > SESSION_ID_BITS / 4) return undefined;
  return significant === "" ? 0n : BigInt(`0x${significant}`);
}
