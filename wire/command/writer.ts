// Writes a message from its last byte to its first, so that every length is known when its prefix
// is due and nothing is measured twice. It knows bytes only; which fields there are comes from the
// encoder.

import { getTextEncoding } from "@bufbuild/protobuf/wire";
import {
  ASCII_LOOP_UNITS_MAX,
  ENCODER_BYTES_KEPT_MAX,
  FRAME_PREFIX_BYTES,
  SLAB_BYTES,
  SLAB_PIECE_BYTES_MAX,
  VARINT_BYTES_MAX,
} from "../bounds.ts";
import { writePrefix } from "../frame/frame.ts";

const UTF8_BYTES_PER_UNIT_MAX = 3;

/** A short result is a piece of the array that it was written in, which is never written again. */
export class BackwardWriter {
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(SLAB_BYTES);
  /** What lies under it: asking an array for it is a call out of compiled code. */
  #memory: ArrayBuffer = this.#buffer.buffer;
  /** The message that is being written; what is behind its end was handed out. */
  #start = SLAB_BYTES;
  #end = SLAB_BYTES;

  /** How many bytes are written: the difference of two marks is the length between them. */
  get mark(): number {
    return this.#end - this.#start;
  }

  /** The bytes since the last call. */
  take(): Uint8Array {
    const { mark } = this;
    if (mark > SLAB_PIECE_BYTES_MAX || this.#buffer.length > SLAB_BYTES) return this.#takeCopy();
    const bytes = new Uint8Array(this.#memory, this.#start, mark);
    this.#end = this.#start;
    return bytes;
  }

  /** The same as a frame. */
  takeFrame(): Uint8Array {
    this.#room(FRAME_PREFIX_BYTES);
    const frameBytes = this.mark + FRAME_PREFIX_BYTES;
    this.#start -= FRAME_PREFIX_BYTES;
    writePrefix(this.#buffer, this.#start, frameBytes);
    return this.take();
  }

  /** Forgets a message that could not be finished. */
  drop(): void {
    this.#start = this.#end;
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

  #takeCopy(): Uint8Array {
    const { mark } = this;
    const bytes = this.#buffer.slice(this.#start, this.#end);
    const isKept = mark > SLAB_PIECE_BYTES_MAX && this.#buffer.length <= ENCODER_BYTES_KEPT_MAX;
    if (!isKept) this.#move(new Uint8Array(SLAB_BYTES), 0);
    this.drop();
    return bytes;
  }

  #room(bytes: number): void {
    if (this.#start >= bytes) return;
    const neededBytes = this.mark + bytes;
    const grownBytes = neededBytes > SLAB_BYTES ? 2 * neededBytes : SLAB_BYTES;
    this.#move(new Uint8Array(grownBytes), this.mark);
  }

  /** Goes on in another array with so many of the bytes that are written. */
  #move(buffer: Uint8Array<ArrayBuffer>, bytes: number): void {
    const start = buffer.length - bytes;
    buffer.set(this.#buffer.subarray(this.#start, this.#start + bytes), start);
    this.#buffer = buffer;
    this.#memory = buffer.buffer;
    this.#start = start;
    this.#end = buffer.length;
  }
}

function wordBytes(value: number): number {
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}
