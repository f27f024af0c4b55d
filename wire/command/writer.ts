// Writes a message from its last byte to its first, so that every length is known when its prefix
// is due and nothing is measured twice. It knows bytes only; which fields there are comes from the
// encoder.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import {
  ASCII_LOOP_UNITS_MAX,
  ENCODER_BYTES_INITIAL,
  ENCODER_BYTES_KEPT_MAX,
  VARINT_BYTES_MAX,
} from "../bounds.ts";
import { Slab } from "../slab.ts";

const UTF8_BYTES_PER_UNIT_MAX = 3;

/** The working buffer is reused between messages; nothing of it can be seen outside. */
export class BackwardWriter {
  readonly #slab = new Slab();
  #buffer: Uint8Array = new Uint8Array(ENCODER_BYTES_INITIAL);
  #start = ENCODER_BYTES_INITIAL;

  /** How many bytes are written: the difference of two marks is the length between them. */
  get mark(): number {
    return this.#buffer.length - this.#start;
  }

  /** The bytes since the last call, as a new array. */
  take(): Uint8Array {
    const end = this.#buffer.length;
    const bytes = this.#slab.takeCopy(this.mark, this.#buffer, this.#start, end);
    if (this.#buffer.length > ENCODER_BYTES_KEPT_MAX)
      this.#buffer = new Uint8Array(ENCODER_BYTES_INITIAL);
    this.#start = this.#buffer.length;
    return bytes;
  }

  /** Forgets a message that could not be finished. */
  drop(): void {
    this.#start = this.#buffer.length;
  }

  /** An integer from 0 to 2^32 - 1. */
  word(value: number): void {
    this.#room(VARINT_BYTES_MAX);
    if (value < 0x80) {
      this.#start -= 1;
      this.#buffer[this.#start] = value;
      return;
    }
    let at = this.#start - wordBytes(value);
    this.#start = at;
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      this.#buffer[at] = rest | 0x80;
      at += 1;
    }
    this.#buffer[at] = rest;
  }

  /** A signed 32-bit integer; a negative one takes ten bytes, sign-extended to 64 bits. */
  signed(value: number): void {
    if (value >= 0) this.word(value);
    else this.long(BigInt.asUintN(64, BigInt(value)));
  }

  /** 0 to 2^64 - 1. */
  long(value: bigint): void {
    if (value <= 0xffff_ffffn) {
      this.word(Number(value));
      return;
    }
    this.#room(VARINT_BYTES_MAX);
    let bytes = 0;
    for (let rest = value; rest > 0n; rest >>= 7n) bytes += 1;
    let at = this.#start - bytes;
    this.#start = at;
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) {
      this.#buffer[at] = Number(rest & 0x7fn) | 0x80;
      at += 1;
    }
    this.#buffer[at] = Number(rest);
  }

  fixed32(value: number): void {
    this.#room(4);
    this.#start -= 4;
    this.#buffer[this.#start] = value;
    this.#buffer[this.#start + 1] = value >>> 8;
    this.#buffer[this.#start + 2] = value >>> 16;
    this.#buffer[this.#start + 3] = value >>> 24;
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#start -= bytes.length;
    this.#buffer.set(bytes, this.#start);
  }

  /** UTF-8 behind its length. A lone surrogate is written as U+FFFD: the wire has no other place. */
  text(value: string): void {
    const units = value.length;
    if (units > ASCII_LOOP_UNITS_MAX || !this.#ascii(value)) this.#utf8(value);
    else this.word(units);
  }

  #ascii(value: string): boolean {
    const units = value.length;
    this.#room(units);
    const buffer = this.#buffer;
    const start = this.#start - units;
    for (let index = 0; index < units; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit >= 0x80) return false;
      buffer[start + index] = unit;
    }
    this.#start = start;
    return true;
  }

  #utf8(value: string): void {
    const roomBytes = value.length * UTF8_BYTES_PER_UNIT_MAX;
    this.#room(roomBytes);
    // Encoded at the front of the room, because only afterwards is its length known, then moved.
    const front = this.#start - roomBytes;
    const { written } = getTextEncoding().encodeUtf8Into(
      value,
      this.#buffer.subarray(front, this.#start),
    );
    this.#buffer.copyWithin(this.#start - written, front, front + written);
    this.#start -= written;
    this.word(written);
  }

  #room(bytes: number): void {
    if (this.#start >= bytes) return;
    const writtenBytes = this.mark;
    const grown = new Uint8Array(2 * (this.#buffer.length + bytes));
    const start = grown.length - writtenBytes;
    grown.set(this.#buffer.subarray(this.#start), start);
    this.#buffer = grown;
    this.#start = start;
  }
}

function wordBytes(value: number): number {
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}
