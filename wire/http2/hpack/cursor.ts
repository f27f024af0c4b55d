// A place in a header block, and the two primitives read there: numbers and strings. A string is
// left where it lies, or in working memory if it was Huffman code; nobody has made a text of it yet.

import { latin1 } from "../../latin1.ts";
import { HPACK_INTEGER_MAX, HPACK_INTEGER_OCTETS_MAX } from "../bounds.ts";
import { Scratch } from "../scratch.ts";
import { huffmanDecode } from "./huffman.ts";
import { HUFFMAN_FLAG, STRING_PREFIX_BITS } from "./representation.ts";

/** Why a block cannot be decoded; each is a COMPRESSION_ERROR of the connection. */
export type HpackFault =
  /** The block ends within a representation. */
  | "truncated"
  /** A number beyond every limit, or spelled with more octets than any number needs. */
  | "integer-overflow"
  /** A position that no entry has, or zero. */
  | "no-such-entry"
  /** Padding that is too long or not all ones, or the end-of-string symbol. */
  | "huffman"
  /** RFC 7541 §4.2: a table size update after the first field of a block. */
  | "size-update-late"
  /** RFC 7541 §6.3: a table size above the limit that was announced. */
  | "size-update-above-limit"
  /** RFC 9113 §4.3.1: the limit was lowered and the block does not begin with an update. */
  | "size-update-missing";

const NOTHING = new Uint8Array(0);

/** Octets somewhere, which become a text on demand. */
export class Span {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;

  get length(): number {
    return this.end - this.start;
  }

  text(): string {
    return latin1(this.bytes, this.start, this.end);
  }
}

export class Cursor {
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  #end = 0;
  readonly #decoded = new Scratch();
  /** Why the last read failed. */
  fault: HpackFault = "truncated";

  begin(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Forgets the block, which is borrowed. */
  finish(): void {
    this.#bytes = NOTHING;
    this.#decoded.clear();
  }

  get heldBytes(): number {
    return this.#bytes.length + this.#decoded.bytes.length;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** The octet that the next read begins with. */
  get octet(): number {
    return this.#bytes[this.#at]!;
  }

  /** The number whose prefix is in the octet here; -1 with a fault. */
  integer(prefixBits: number): number {
    if (this.#at >= this.#end) return this.#fail("truncated");
    const full = (1 << prefixBits) - 1;
    let value = this.#bytes[this.#at]! & full;
    this.#at += 1;
    if (value < full) return value;
    let scale = 1;
    for (let octets = 0; octets < HPACK_INTEGER_OCTETS_MAX; octets += 1) {
      if (this.#at >= this.#end) return this.#fail("truncated");
      const octet = this.#bytes[this.#at]!;
      this.#at += 1;
      value += (octet & 0x7f) * scale;
      if (value > HPACK_INTEGER_MAX) return this.#fail("integer-overflow");
      if (octet < 0x80) return value;
      scale *= 0x80;
    }
    return this.#fail("integer-overflow");
  }

  /** The string that begins here; false with a fault. Its octets stay until `forget`. */
  string(into: Span): boolean {
    const isHuffman = this.#at < this.#end && (this.octet & HUFFMAN_FLAG) !== 0;
    const length = this.integer(STRING_PREFIX_BITS);
    if (length < 0) return false;
    const start = this.#at;
    const end = start + length;
    // Before anything is allocated for it.
    if (end > this.#end) {
      this.fault = "truncated";
      return false;
    }
    this.#at = end;
    into.bytes = this.#bytes;
    into.start = start;
    into.end = end;
    return !isHuffman || this.#decode(into);
  }

  /** Gives up the octets of strings read so far. */
  forget(): void {
    this.#decoded.length = 0;
  }

  #decode(span: Span): boolean {
    const decoded = this.#decoded;
    const start = decoded.length;
    if (!huffmanDecode(span.bytes, span.start, span.end, decoded)) {
      this.fault = "huffman";
      return false;
    }
    span.bytes = decoded.bytes;
    span.start = start;
    span.end = decoded.length;
    return true;
  }

  #fail(fault: HpackFault): -1 {
    this.fault = fault;
    return -1;
  }
}
