// Header blocks to fields (RFC 7541 §3, §6). Whatever a peer wrote is a result: a fault leaves the
// table useless and ends the connection, a list beyond its limits does not, for the block is decoded
// to its end without being expanded. What the fields mean is not looked at.

import { HPACK_TABLE_BYTES_DEFAULT, SCRATCH_BYTES_KEPT_MAX } from "../bounds.ts";
import { Cursor, type HpackFault, Span } from "./cursor.ts";
import { DynamicTable, entryBytes } from "./dynamic-table.ts";
import type { FieldList } from "./field-list.ts";
import {
  INDEXED,
  INDEXED_PREFIX_BITS,
  LITERAL_INDEXED,
  LITERAL_INDEXED_PREFIX_BITS,
  LITERAL_NEVER_INDEXED,
  LITERAL_PREFIX_BITS,
  TABLE_SIZE_UPDATE,
  TABLE_SIZE_UPDATE_PREFIX_BITS,
} from "./representation.ts";
import { STATIC_LAST, STATIC_NAMES, STATIC_VALUES } from "./static-table.ts";

export type HpackResult =
  | "complete"
  /** Too large or too many: the list holds what was within the limits, the table all there was. */
  | "list-too-large"
  | HpackFault;

export interface HpackDecoderLimits {
  /** The list as RFC 9113 §6.5.2 counts it: names, values, and 32 octets for each field. */
  readonly listBytesMax: number;
  readonly fieldsMax: number;
}

export class HpackDecoder {
  readonly #limits: HpackDecoderLimits;
  readonly #table = new DynamicTable(HPACK_TABLE_BYTES_DEFAULT);
  readonly #cursor = new Cursor();
  readonly #nameSpan = new Span();
  readonly #valueSpan = new Span();
  #tableLimitBytes = HPACK_TABLE_BYTES_DEFAULT;
  /** The lowest limit since the last block, which the next one must confirm; or -1. */
  #dueBytes = -1;
  #isTooLarge = false;

  constructor(limits: HpackDecoderLimits) {
    this.#limits = limits;
  }

  /** What the dynamic table takes, as RFC 7541 §4.1 counts it. */
  get tableBytes(): number {
    return this.#table.bytes;
  }

  /** The table, and working memory for Huffman code. */
  get heldBytes(): number {
    return this.#table.bytes + this.#cursor.heldBytes;
  }

  get heldBytesMax(): number {
    return Math.max(this.#tableLimitBytes, this.#table.bytesMax) + SCRATCH_BYTES_KEPT_MAX;
  }

  /** A SETTINGS_HEADER_TABLE_SIZE of ours, once the peer has acknowledged it. */
  setTableLimit(bytes: number): void {
    this.#tableLimitBytes = bytes;
    const inUseBytes = this.#dueBytes < 0 ? this.#table.bytesMax : this.#dueBytes;
    if (bytes < inUseBytes) this.#dueBytes = bytes;
  }

  /** Decodes one whole block; what it held is in `fields` afterwards, which is cleared first. */
  decode(bytes: Uint8Array, start: number, end: number, fields: FieldList): HpackResult {
    fields.clear();
    this.#isTooLarge = false;
    this.#cursor.begin(bytes, start, end);
    const result = this.#sizeUpdates() ?? this.#fields(fields) ?? this.#whole();
    this.#cursor.finish();
    return result;
  }

  #whole(): HpackResult {
    return this.#isTooLarge ? "list-too-large" : "complete";
  }

  #sizeUpdates(): HpackFault | undefined {
    const cursor = this.#cursor;
    let isFirst = true;
    while (!cursor.isAtEnd && (cursor.octet & 0xe0) === TABLE_SIZE_UPDATE) {
      const bytes = cursor.integer(TABLE_SIZE_UPDATE_PREFIX_BITS);
      if (bytes < 0) return cursor.fault;
      // The first update confirms the lowest limit there was, any later one is below the present.
      const limitBytes = isFirst && this.#dueBytes >= 0 ? this.#dueBytes : this.#tableLimitBytes;
      if (bytes > limitBytes) return "size-update-above-limit";
      this.#table.resize(bytes);
      this.#dueBytes = -1;
      isFirst = false;
    }
    return this.#dueBytes >= 0 ? "size-update-missing" : undefined;
  }

  #fields(fields: FieldList): HpackFault | undefined {
    const cursor = this.#cursor;
    while (!cursor.isAtEnd) {
      const octet = cursor.octet;
      let fault: HpackFault | undefined;
      if (octet >= INDEXED) fault = this.#indexed(fields);
      else if (octet >= LITERAL_INDEXED) fault = this.#indexing(fields);
      else if (octet >= TABLE_SIZE_UPDATE) fault = "size-update-late";
      else fault = this.#notIndexing(fields, octet >= LITERAL_NEVER_INDEXED);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  #indexed(fields: FieldList): HpackFault | undefined {
    const position = this.#cursor.integer(INDEXED_PREFIX_BITS);
    if (position < 0) return this.#cursor.fault;
    if (!this.#exists(position)) return "no-such-entry";
    const name = this.#nameAt(position);
    const value = this.#valueAt(position);
    if (this.#hasRoom(fields, name.length, value.length)) fields.add(name, value);
    return undefined;
  }

  #indexing(fields: FieldList): HpackFault | undefined {
    const position = this.#literal(LITERAL_INDEXED_PREFIX_BITS);
    if (position < 0) return this.#cursor.fault;
    const nameOctets = this.#nameOctets(position);
    const valueOctets = this.#valueSpan.length;
    const isListed = this.#hasRoom(fields, nameOctets, valueOctets);
    const isKept = entryBytes(nameOctets, valueOctets) <= this.#table.bytesMax;
    if (!isListed && !isKept) {
      // Too large for both: the table is emptied, and no text is ever made.
      this.#table.empty();
      return undefined;
    }
    const name = this.#nameText(position);
    const value = this.#valueSpan.text();
    if (isListed) fields.add(name, value);
    this.#table.insert(name, value);
    return undefined;
  }

  #notIndexing(fields: FieldList, isNeverIndexed: boolean): HpackFault | undefined {
    const position = this.#literal(LITERAL_PREFIX_BITS);
    if (position < 0) return this.#cursor.fault;
    if (this.#hasRoom(fields, this.#nameOctets(position), this.#valueSpan.length)) {
      fields.add(this.#nameText(position), this.#valueSpan.text(), isNeverIndexed);
    }
    return undefined;
  }

  /** Reads a literal; where its name is: a position, 0 for the span, or -1 with a fault. */
  #literal(prefixBits: number): number {
    const cursor = this.#cursor;
    cursor.forget();
    const position = cursor.integer(prefixBits);
    if (position < 0) return -1;
    if (position > 0 && !this.#exists(position)) {
      cursor.fault = "no-such-entry";
      return -1;
    }
    if (position === 0 && !cursor.string(this.#nameSpan)) return -1;
    return cursor.string(this.#valueSpan) ? position : -1;
  }

  /** Before anything is made: once the list is too large, nothing more is added. */
  #hasRoom(fields: FieldList, nameOctets: number, valueOctets: number): boolean {
    const { listBytesMax, fieldsMax } = this.#limits;
    const bytes = fields.bytes + entryBytes(nameOctets, valueOctets);
    if (bytes > listBytesMax || fields.count >= fieldsMax) this.#isTooLarge = true;
    return !this.#isTooLarge;
  }

  #nameOctets(position: number): number {
    return position === 0 ? this.#nameSpan.length : this.#nameAt(position).length;
  }

  #nameText(position: number): string {
    return position === 0 ? this.#nameSpan.text() : this.#nameAt(position);
  }

  #exists(position: number): boolean {
    return position > 0 && position <= STATIC_LAST + this.#table.count;
  }

  // RFC 7541 §2.3.3: the newest entry follows the static table.
  #nameAt(position: number): string {
    if (position <= STATIC_LAST) return STATIC_NAMES[position]!;
    return this.#table.nameOf(this.#table.next - (position - STATIC_LAST));
  }

  #valueAt(position: number): string {
    if (position <= STATIC_LAST) return STATIC_VALUES[position]!;
    return this.#table.valueOf(this.#table.next - (position - STATIC_LAST));
  }
}
