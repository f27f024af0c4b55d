// Basic authentication (RFC 7617) against the hashes of a cluster, each `name:sha256 of the password`
// in hexadecimal digits. How long a comparison takes says nothing about how much of it was right.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import type { HttpField } from "../../../wire/index.ts";
import { credentialsBytesMax } from "../bounds.ts";
import { sha256 } from "./sha256.ts";

/** ROUTE-401: exactly one Authorization field, well-formed, with a name and password that are listed. */
export function isAuthorized(
  fields: readonly HttpField[],
  authorizedHashes: readonly string[],
): boolean {
  const lines = fields.filter(({ name }) => name === "authorization");
  const [line] = lines;
  if (line === undefined || lines.length > 1) return false;
  if (line.value.length > credentialsBytesMax) return false;
  const credentials = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(line.value)?.[1];
  const bytes = credentials === undefined ? undefined : fromBase64(credentials);
  const colon = bytes?.indexOf(0x3a) ?? -1;
  if (bytes === undefined || colon < 0) return false;
  const name = String.fromCharCode(...bytes.subarray(0, colon));
  const offered = `${name}:${sha256(bytes.slice(colon + 1))}`;
  let isListed = false;
  for (const hash of authorizedHashes) {
    if (isEqual(offered, asBytesText(hash))) isListed = true;
  }
  return isListed;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/=+$/, "");
  if (text.length % 4 !== 0 || digits.length % 4 === 1) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of digits) {
    held = (held << 6) | alphabet.indexOf(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >>> bits) & 0xff);
    held &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}

/** One unit a byte, as the name on the wire is, with the digits of the hash in lower case. */
function asBytesText(hash: string): string {
  const colon = hash.lastIndexOf(":");
  const name = getTextEncoding().encodeUtf8(hash.slice(0, Math.max(colon, 0)));
  return `${String.fromCharCode(...name)}:${hash.slice(colon + 1).toLowerCase()}`;
}

/** The same work for every text of one length. */
function isEqual(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at += 1) {
    difference |= one.charCodeAt(at) ^ (other.charCodeAt(at) || 0);
  }
  return difference === 0;
}
