// Fields to header blocks (RFC 7541). It indexes what is likely to come again, never what a caller
// marked or what guards access, and announces changes of its table at the start of the next block.

import { HPACK_TABLE_BYTES_DEFAULT } from "../bounds.ts";
import { WireMisuseError } from "../../misuse.ts";
import type { OctetWriter } from "../octet-writer.ts";
import { entryBytes } from "./dynamic-table.ts";
import type { FieldList } from "./field-list.ts";
import { huffmanBytes, huffmanEncode } from "./huffman.ts";
import { writeInteger } from "./integer.ts";
import { LookupTable } from "./lookup-table.ts";
import {
  HUFFMAN_FLAG,
  INDEXED,
  INDEXED_PREFIX_BITS,
  LITERAL_INDEXED,
  LITERAL_INDEXED_PREFIX_BITS,
  LITERAL_NEVER_INDEXED,
  LITERAL_NOT_INDEXED,
  LITERAL_PREFIX_BITS,
  STRING_PREFIX_BITS,
  TABLE_SIZE_UPDATE,
  TABLE_SIZE_UPDATE_PREFIX_BITS,
} from "./representation.ts";
import { STATIC_LAST, staticFieldPosition, staticNamePosition } from "./static-table.ts";
import { isOctets } from "./octets.ts";

/** Values that differ nearly every time would only push others out of the table. */
const changing: ReadonlySet<string> = new Set([
  ":path",
  "age",
  "content-length",
  "content-range",
  "etag",
  "if-modified-since",
  "if-none-match",
  "last-modified",
  "location",
  "set-cookie",
]);

/** RFC 7541 §7.1.3: what is worth guessing must not be where guesses can be measured. */
const guarded: ReadonlySet<string> = new Set(["authorization", "proxy-authorization"]);

export class HpackEncoder {
  readonly #ownMaxBytes: number;
  readonly #table: LookupTable;
  #tableBytes: number;
  /** The smallest size since the last block. */
  #lowestBytes: number;

  /** `ownMaxBytes`: no more than this is used, whatever the peer allows. */
  constructor(ownMaxBytes: number = HPACK_TABLE_BYTES_DEFAULT) {
    this.#ownMaxBytes = ownMaxBytes;
    this.#table = new LookupTable(HPACK_TABLE_BYTES_DEFAULT);
    this.#tableBytes = Math.min(ownMaxBytes, HPACK_TABLE_BYTES_DEFAULT);
    this.#lowestBytes = this.#tableBytes;
  }

  /** What the dynamic table takes, as RFC 7541 §4.1 counts it. */
  get tableBytes(): number {
    return this.#table.bytes;
  }

  /** The peer's SETTINGS_HEADER_TABLE_SIZE. */
  setTableLimit(bytes: number): void {
    this.#tableBytes = Math.min(bytes, this.#ownMaxBytes);
    this.#lowestBytes = Math.min(this.#lowestBytes, this.#tableBytes);
  }

  /** Appends one whole block. */
  encode(fields: FieldList, out: OctetWriter): void {
    // Before anything is written: what was half encoded would leave the two tables apart.
    assertOctets(fields);
    // RFC 7541 §4.2: the smallest size there was in between, then the one that holds.
    if (this.#lowestBytes < this.#table.bytesMax) this.#announce(out, this.#lowestBytes);
    if (this.#tableBytes !== this.#table.bytesMax) this.#announce(out, this.#tableBytes);
    this.#lowestBytes = this.#tableBytes;
    for (let index = 0; index < fields.count; index += 1) {
      const name = fields.name(index);
      const isNeverIndexed = fields.isNeverIndexed(index) || guarded.has(name);
      this.#field(out, name, fields.value(index), isNeverIndexed);
    }
  }

  #announce(out: OctetWriter, tableBytes: number): void {
    writeInteger(out, TABLE_SIZE_UPDATE, TABLE_SIZE_UPDATE_PREFIX_BITS, tableBytes);
    this.#table.resize(tableBytes);
  }

  #field(out: OctetWriter, name: string, value: string, isNeverIndexed: boolean): void {
    const first = staticNamePosition(name);
    const newest = this.#table.findName(name);
    if (!isNeverIndexed) {
      const position = this.#position(first, newest, value);
      if (position > 0) {
        writeInteger(out, INDEXED, INDEXED_PREFIX_BITS, position);
        return;
      }
    }
    const namePosition = first > 0 || newest < 0 ? first : this.#positionOf(newest);
    if (isNeverIndexed) {
      writeInteger(out, LITERAL_NEVER_INDEXED, LITERAL_PREFIX_BITS, namePosition);
    } else if (this.#isWorthKeeping(name, value)) {
      writeInteger(out, LITERAL_INDEXED, LITERAL_INDEXED_PREFIX_BITS, namePosition);
      this.#table.insert(name, value);
    } else {
      writeInteger(out, LITERAL_NOT_INDEXED, LITERAL_PREFIX_BITS, namePosition);
    }
    if (namePosition === 0) writeString(out, name);
    writeString(out, value);
  }

  #position(first: number, newest: number, value: string): number {
    const position = first > 0 ? staticFieldPosition(first, value) : 0;
    if (position > 0 || newest < 0) return position;
    const entry = this.#table.findValue(newest, value);
    return entry < 0 ? 0 : this.#positionOf(entry);
  }

  #positionOf(entry: number): number {
    return STATIC_LAST + this.#table.next - entry;
  }

  /** An entry that leaves hardly any room for others costs more than it saves. */
  #isWorthKeeping(name: string, value: string): boolean {
    const isSmall = 4 * entryBytes(name.length, value.length) <= 3 * this.#table.bytesMax;
    return isSmall && !changing.has(name);
  }
}

function assertOctets(fields: FieldList): void {
  for (let index = 0; index < fields.count; index += 1) {
    const name = fields.name(index);
    if (isOctets(name) && isOctets(fields.value(index))) continue;
    throw new WireMisuseError("field-octets", `the field ${name} has units that are no octets`);
  }
}

/** As Huffman code where that is shorter. */
function writeString(out: OctetWriter, text: string): void {
  const codedBytes = huffmanBytes(text);
  if (codedBytes < text.length) {
    writeInteger(out, HUFFMAN_FLAG, STRING_PREFIX_BITS, codedBytes);
    huffmanEncode(text, out);
    return;
  }
  writeInteger(out, 0, STRING_PREFIX_BITS, text.length);
  for (let at = 0; at < text.length; at += 1) out.octet(text.charCodeAt(at));
}
