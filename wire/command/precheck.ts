// Walks a payload's tags before the library reads it, because the library takes a known field in
// any wire type, follows groups, and lets a nested field run past the end of its message. Looks at
// structure only: text is checked by the library, values by nobody.

import { WireType } from "@bufbuild/protobuf/wire";
import {
  FIELD_NUMBER_END,
  NESTING_LEVELS_MAX,
  TAG_BYTES_MAX,
  VARINT_BYTES_MAX,
} from "../bounds.ts";
import type { PayloadFault } from "./fault.ts";
import { ANY_FIELD, type MessagePlan } from "./plan.ts";

/** One walk over one payload. `fault` is what the walk met, `unknownFields` whether it met any. */
export class Precheck {
  readonly #bytes: Uint8Array;
  #at = 0;
  #fault: PayloadFault | undefined;
  #unknownFields = false;

  constructor(payload: Uint8Array) {
    this.#bytes = payload;
  }

  get fault(): PayloadFault | undefined {
    return this.#fault;
  }

  get unknownFields(): boolean {
    return this.#unknownFields;
  }

  /** True if the payload can be a message of this plan. */
  accepts(plan: MessagePlan): boolean {
    return this.#message(plan, this.#bytes.length, 0);
  }

  #message(plan: MessagePlan, end: number, level: number): boolean {
    while (this.#at < end) {
      const tagAt = this.#at;
      const tag = this.#word(end);
      if (tag < 0) return this.#fault === undefined && this.#refuse({ kind: "bad-tag", at: tagAt });
      if (this.#at - tagAt > TAG_BYTES_MAX) return this.#refuse({ kind: "bad-tag", at: tagAt });
      const number = tag >>> 3;
      const wireType = tag & 7;
      const expected = number < FIELD_NUMBER_END ? plan.wireTypes[number]! : ANY_FIELD;
      if (number === 0 || wireType > WireType.Bit32)
        return this.#refuse({ kind: "bad-tag", at: tagAt });
      if (wireType === WireType.StartGroup || wireType === WireType.EndGroup) {
        return this.#refuse({ kind: "group", at: tagAt });
      }
      if (expected === ANY_FIELD) this.#unknownFields = true;
      else if (expected !== wireType && !isPacked(plan, number, wireType)) {
        return this.#refuse({
          kind: "wire-type",
          at: tagAt,
          message: plan.typeName,
          field: number,
          wireType,
        });
      }
      if (!this.#value(expected === ANY_FIELD ? undefined : plan, tag, end, level)) return false;
    }
    return true;
  }

  // `plan` is undefined below an unknown field, which is skipped by its wire type alone.
  #value(plan: MessagePlan | undefined, tag: number, end: number, level: number): boolean {
    switch (tag & 7) {
      case WireType.Varint:
        return this.#skipVarint(end);
      case WireType.Bit32:
        return this.#skip(4, end);
      case WireType.Bit64:
        return this.#skip(8, end);
      default:
        return this.#delimited(plan, tag >>> 3, end, level);
    }
  }

  #delimited(plan: MessagePlan | undefined, number: number, end: number, level: number): boolean {
    const lengthAt = this.#at;
    const length = this.#word(end);
    if (length < 0 && this.#fault !== undefined) return false;
    const innerEnd = this.#at + length;
    if (length < 0 || innerEnd > end) return this.#refuse({ kind: "truncated", at: lengthAt });
    if (plan?.packable[number] === 1) {
      while (this.#at < innerEnd) if (!this.#skipVarint(innerEnd)) return false;
      return true;
    }
    const child = plan?.children[number];
    if (child === undefined) {
      this.#at = innerEnd;
      return true;
    }
    if (level === NESTING_LEVELS_MAX)
      return this.#refuse({ kind: "nested-too-deep", at: lengthAt });
    return this.#message(child, innerEnd, level + 1);
  }

  // A tag or a length: -1 for a varint of more than 32 bits, and for one that was refused.
  #word(end: number): number {
    const first = this.#bytes[this.#at]!;
    if (this.#at < end && first < 0x80) {
      this.#at += 1;
      return first;
    }
    const start = this.#at;
    if (!this.#skipVarint(end)) return -1;
    let word = 0;
    for (let at = this.#at - 1; at >= start; at -= 1)
      word = word * 0x80 + (this.#bytes[at]! & 0x7f);
    return word <= 0xffff_ffff ? word : -1;
  }

  #skipVarint(end: number): boolean {
    const start = this.#at;
    const last = Math.min(end, start + VARINT_BYTES_MAX) - 1;
    for (let at = start; at <= last; at += 1) {
      const byte = this.#bytes[at]!;
      if (byte < 0x80) {
        // The tenth digit holds the one bit that is left of 64.
        if (at - start === VARINT_BYTES_MAX - 1 && byte > 1) break;
        this.#at = at + 1;
        return true;
      }
    }
    const tooLong = end - start >= VARINT_BYTES_MAX;
    return this.#refuse({ kind: tooLong ? "varint-too-long" : "truncated", at: start });
  }

  #skip(bytes: number, end: number): boolean {
    if (this.#at + bytes > end) return this.#refuse({ kind: "truncated", at: this.#at });
    this.#at += bytes;
    return true;
  }

  #refuse(fault: PayloadFault): false {
    this.#fault = fault;
    return false;
  }
}

function isPacked(plan: MessagePlan, number: number, wireType: WireType): boolean {
  return wireType === WireType.LengthDelimited && plan.packable[number] === 1;
}
