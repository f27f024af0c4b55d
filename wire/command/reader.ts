// A position in a payload and the reading of numbers, lengths and text from there. It refuses what
// the encoding forbids and remembers the first refusal; it knows no message.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { ASCII_LOOP_UNITS_MAX, TAG_BYTES_MAX, VARINT_BYTES_MAX } from "../bounds.ts";
import type { PayloadFault } from "./fault.ts";
import { TextCache } from "./text-cache.ts";
import { wireTypes } from "./wire-type.ts";

const LOW_BITS = 28;
const NOTHING = new Uint8Array(0);

// Two readers cannot see each other through it.
const texts = new TextCache();

/** Every method that returns false has set `fault`. */
export class PayloadReader {
  bytes: Uint8Array = NOTHING;
  at = 0;
  /** The number that was read last: two unsigned halves. */
  low = 0;
  high = 0;
  /** The text that was read last. */
  text = "";
  fault: PayloadFault | undefined;

  /** Begins anew with these bytes. */
  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = 0;
    this.fault = undefined;
  }

  refuse(fault: PayloadFault): false {
    this.fault = fault;
    return false;
  }

  /** Whether the next byte is this one; then it is taken. */
  takes(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Into `low`: a field number above 0 and a wire type that is no group. */
  tag(end: number): boolean {
    const start = this.at;
    if (!this.varint(end)) return false;
    const wireType = this.low & 7;
    if (
      this.high !== 0 ||
      this.low >>> 3 === 0 ||
      wireType > wireTypes.bit32 ||
      this.at - start > TAG_BYTES_MAX
    ) {
      return this.refuse({ kind: "bad-tag", at: start });
    }
    if (wireType === wireTypes.startGroup || wireType === wireTypes.endGroup) {
      return this.refuse({ kind: "group", at: start });
    }
    return true;
  }

  /** Into `low`: a length that fits before `end`. */
  length(end: number): boolean {
    const start = this.at;
    if (!this.varint(end)) return false;
    if (this.high === 0 && this.low <= end - this.at) return true;
    return this.refuse({ kind: "truncated", at: start });
  }

  /** Into `low` and `high`: up to ten base-128 digits. */
  varint(end: number): boolean {
    const first = this.bytes[this.at]!;
    if (this.at < end && first < 0x80) {
      this.low = first;
      this.high = 0;
      this.at += 1;
      return true;
    }
    return this.#longVarint(end);
  }

  /** Into `low`. */
  fixed32(end: number): boolean {
    const { bytes, at } = this;
    if (end - at < 4) return this.refuse({ kind: "truncated", at });
    this.low =
      (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
    this.at = at + 4;
    return true;
  }

  /** Into `text`: UTF-8 behind its length. */
  string(end: number): boolean {
    if (!this.length(end)) return false;
    const start = this.at;
    this.at = start + this.low;
    const plain =
      this.low <= ASCII_LOOP_UNITS_MAX ? texts.ascii(this.bytes, start, this.at) : undefined;
    if (plain !== undefined) {
      this.text = plain;
      return true;
    }
    try {
      this.text = getTextEncoding().decodeUtf8(this.bytes.subarray(start, this.at), true);
      return true;
    } catch {
      return this.refuse({ kind: "invalid-utf8", at: start });
    }
  }

  /** Past one value of a wire type that is no group. */
  skip(wireType: number, end: number): boolean {
    if (wireType === wireTypes.varint) return this.varint(end);
    if (wireType === wireTypes.delimited) {
      if (!this.length(end)) return false;
      this.at += this.low;
      return true;
    }
    const size = wireType === wireTypes.bit32 ? 4 : 8;
    if (end - this.at < size) return this.refuse({ kind: "truncated", at: this.at });
    this.at += size;
    return true;
  }

  #longVarint(end: number): boolean {
    const start = this.at;
    const stop = Math.min(end, start + VARINT_BYTES_MAX);
    this.low = 0;
    this.high = 0;
    for (let at = start; at < stop; at += 1) {
      const byte = this.bytes[at]!;
      this.#digit(byte & 0x7f, 7 * (at - start));
      if (byte < 0x80) {
        // The tenth digit holds the one bit that is left of 64.
        if (at - start === VARINT_BYTES_MAX - 1 && byte > 1) break;
        this.at = at + 1;
        return true;
      }
    }
    const tooLong = end - start >= VARINT_BYTES_MAX;
    return this.refuse({ kind: tooLong ? "varint-too-long" : "truncated", at: start });
  }

  #digit(bits: number, shift: number): void {
    if (shift <= LOW_BITS) this.low = (this.low | (bits << shift)) >>> 0;
    if (shift === LOW_BITS) this.high = bits >>> 4;
    else if (shift > LOW_BITS) this.high = (this.high | (bits << (shift - 32))) >>> 0;
  }
}
