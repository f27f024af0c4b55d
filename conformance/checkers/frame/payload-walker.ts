// Walks through the bytes of a protobuf message and tells whether they can be decoded, as the row of
// FRAME-UNDECODABLE says it: a wrong wire type on a known field, invalid UTF-8, a cut message, or
// nesting above 100 make them undecodable. It makes no message, and shares no code with `wire/`.
import { type Field, type FieldTable, wireTypes } from "./field-table.ts";

/** `unclear`: what decoders of this wire disagree about, such as groups. */
export type Walk = "decodable" | "undecodable" | "unclear";

const nestingMax = 100;
const varintBytesMax = 10;
const startGroup = 3;
const endGroup = 4;

const strictText = new TextDecoder("utf-8", { fatal: true });

export interface TopField {
  readonly number: number;
  /** Of a number. */
  readonly value: number;
  /** Of a field with a length. */
  readonly bytes: Uint8Array | undefined;
}

export class PayloadWalker {
  /** Of the outermost message, the number of the last field that the schema knows. */
  lastKnown: number | undefined;
  private readonly bytes: Uint8Array;
  private at = 0;
  /** What was read last. */
  private number = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  walk(table: FieldTable): Walk {
    return this.message(table, this.bytes.length, 0);
  }

  get isDone(): boolean {
    return this.at >= this.bytes.length;
  }

  /** The next field of the outermost message, whatever it holds; undefined where it is cut. */
  top(): TopField | undefined {
    const end = this.bytes.length;
    if (!this.varint(end)) return undefined;
    const wireType = this.number % 8;
    const number = Math.floor(this.number / 8);
    const isDelimited = wireType === wireTypes.delimited;
    if (isDelimited && !this.length(end)) return undefined;
    const start = this.at;
    const walk = isDelimited ? this.past(this.number, end) : this.skip(wireType, end);
    if (walk !== "decodable") return undefined;
    const bytes = isDelimited ? this.bytes.subarray(start, this.at) : undefined;
    return { number, value: this.number, bytes };
  }

  private message(table: FieldTable, end: number, level: number): Walk {
    while (this.at < end) {
      if (!this.varint(end)) return "undecodable";
      const wireType = this.number % 8;
      const number = Math.floor(this.number / 8);
      if (number === 0) return "undecodable";
      if (wireType === startGroup || wireType === endGroup) return "unclear";
      const field = table.get(number);
      const walk =
        field === undefined ? this.skip(wireType, end) : this.field(field, wireType, end, level);
      if (walk !== "decodable") return walk;
      if (level === 0 && field !== undefined) this.lastKnown = number;
    }
    return "decodable";
  }

  private field(field: Field, wireType: number, end: number, level: number): Walk {
    if (wireType !== field.wireType) {
      const isPacked = field.isPackable && wireType === wireTypes.delimited;
      return isPacked ? this.packed(field, end) : "undecodable";
    }
    if (wireType !== wireTypes.delimited) return this.skip(wireType, end);
    if (!this.length(end)) return "undecodable";
    const stop = this.at + this.number;
    if (field.isMap) return this.nested(entryTable(field), stop, level);
    if (field.child !== undefined) return this.nested(field.child, stop, level);
    return this.leaf(field, stop);
  }

  private nested(table: FieldTable, stop: number, level: number): Walk {
    return level === nestingMax ? "undecodable" : this.message(table, stop, level + 1);
  }

  private leaf({ isText }: Field, stop: number): Walk {
    const value = this.bytes.subarray(this.at, stop);
    this.at = stop;
    return !isText || isUtf8(value) ? "decodable" : "undecodable";
  }

  private packed({ valueWireType }: Field, end: number): Walk {
    if (!this.length(end)) return "undecodable";
    const stop = this.at + this.number;
    while (this.at < stop) {
      if (this.skip(valueWireType, stop) !== "decodable") return "undecodable";
    }
    return "decodable";
  }

  private skip(wireType: number, end: number): Walk {
    switch (wireType) {
      case wireTypes.varint:
        return this.varint(end) ? "decodable" : "undecodable";
      case wireTypes.delimited:
        return this.length(end) ? this.past(this.number, end) : "undecodable";
      case wireTypes.bit32:
        return this.past(4, end);
      case wireTypes.bit64:
        return this.past(8, end);
      default:
        return "undecodable";
    }
  }

  private past(size: number, end: number): Walk {
    if (end - this.at < size) return "undecodable";
    this.at += size;
    return "decodable";
  }

  private length(end: number): boolean {
    return this.varint(end) && this.number <= end - this.at;
  }

  /** Exact up to 2^53; beyond it larger than any length. */
  private varint(end: number): boolean {
    let scale = 1;
    this.number = 0;
    for (let read = 0; read < varintBytesMax && this.at < end; read += 1) {
      const byte = this.bytes[this.at++] ?? 0;
      this.number += (byte % 128) * scale;
      if (byte < 128) return true;
      scale *= 128;
    }
    return false;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  if (isAscii(bytes)) return true;
  try {
    strictText.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 128) return false;
  return true;
}

/** An entry is a message of a key and a value; every key of this schema is text. */
function entryTable({ valueWireType, isText, child }: Field): FieldTable {
  const common = { isPackable: false, isMap: false };
  const key = { ...common, wireType: 2, valueWireType: 2, isText: true, child: undefined };
  return new Map([
    [1, key],
    [2, { ...common, wireType: valueWireType, valueWireType, isText, child }],
  ]);
}
