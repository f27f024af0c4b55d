// The parts of a start line that the head table leaves open: a version of eight bytes, a status of
// three digits. Nothing is cut out here; readers of heads know where the parts are.

import type { Http1FaultKind } from "./fault.ts";

const NAME = [0x48, 0x54, 0x54, 0x50, 0x2f] as const;
const ZERO = 0x30;
const ONE = 0x31;
const FIVE = 0x35;
const DOT = 0x2e;
const SPACE = 0x20;

const MAJOR_AT = 5;
const MINOR_AT = 7;
const VERSION_BYTES = 8;
const STATUS_AT = 9;
export const STATUS_END = 12;

/** `HTTP/1.x`, and nothing behind it: `1.2` is read as the 1.1 that is known (RFC 9110 §2.5). */
export function versionFault(
  bytes: Uint8Array,
  start: number,
  end: number,
): Http1FaultKind | undefined {
  if (end - start !== VERSION_BYTES || !isVersion(bytes, start)) return "request-line";
  return bytes[start + MAJOR_AT] === ONE ? undefined : "version";
}

/** `HTTP/1.1 200 reason`; nothing may follow the status, also without its space. */
export function statusLineFault(
  bytes: Uint8Array,
  start: number,
  end: number,
): Http1FaultKind | undefined {
  if (end - start < STATUS_END || !isVersion(bytes, start)) return "status-line";
  if (bytes[start + MAJOR_AT] !== ONE) return "version";
  if (bytes[start + VERSION_BYTES] !== SPACE) return "status-line";
  for (let at = start + STATUS_AT; at < start + STATUS_END; at += 1) {
    if (!isDigit(bytes[at]!)) return "status-line";
  }
  // "Values outside the range 100..599 are invalid." (RFC 9110 §15)
  const first = bytes[start + STATUS_AT]!;
  if (first < ONE || first > FIVE) return "status-line";
  if (end - start > STATUS_END && bytes[start + STATUS_END] !== SPACE) return "status-line";
  return undefined;
}

/** Of a version without fault: 0 for HTTP/1.0, else 1. */
export function minorOf(bytes: Uint8Array, start: number): 0 | 1 {
  return bytes[start + MINOR_AT] === ZERO ? 0 : 1;
}

/** Of a status line without fault. */
export function statusOf(bytes: Uint8Array, start: number): number {
  const digit = (at: number): number => bytes[start + STATUS_AT + at]! - ZERO;
  return digit(0) * 100 + digit(1) * 10 + digit(2);
}

function isVersion(bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < NAME.length; at += 1) {
    if (bytes[start + at] !== NAME[at]) return false;
  }
  return (
    isDigit(bytes[start + MAJOR_AT]!) &&
    bytes[start + MAJOR_AT + 1] === DOT &&
    isDigit(bytes[start + MINOR_AT]!)
  );
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}
