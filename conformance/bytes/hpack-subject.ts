// Header blocks alone, one after the other on one connection. A stream is a sequence of blocks behind
// two bytes of length; with the highest bit they are a new table limit instead. Cut streams reach the
// decoder as fragments, through the same assembly as on a connection.
import type { Draws } from "../gates/hostile/draws.ts";
import {
  FieldList,
  HeaderBlock,
  HpackDecoder,
  HpackEncoder,
  type BlockEvent,
  OctetWriter,
} from "../../wire/index.ts";
import { Fullness } from "./fullness.ts";
import { requestFields } from "./hpack-fields.ts";
import { differing } from "./differing.ts";
import { lyingNumber } from "./lies.ts";
import { joined, lend } from "./pieces.ts";
import type { Reading, Subject } from "./subject.ts";

const limits = { listBytesMax: 2000, fieldsMax: 20 };
const blockLimits = { blockBytesMax: 4000, continuationsMax: 4000 };
const lengthBytes = 2;
const limitFlag = 0x8000;

type Field = readonly [name: string, value: string, isNeverIndexed: boolean];

interface HpackReading extends Reading {
  readonly lists: readonly (readonly Field[])[];
}

export const hpackSubject: Subject<HpackReading> = {
  name: "hpack",
  past: "a block",
  modules:
    /\/wire\/http2\/(?:header-block|scratch|hpack\/(?!encoder|lookup|integer|octets)[^/]*)\.js$/,
  keptParts: 0,
  exchange: blocksOf,
  lie(parts, draws) {
    const at = draws.below(parts.length);
    const part = parts[at];
    if (part === undefined || part.length < lengthBytes) return;
    const lying = part.slice();
    const inside = draws.below(lying.length);
    // A length of the stream, or a byte that may be one of a string, an index, or a size.
    if (inside < lengthBytes)
      new DataView(lying.buffer).setUint16(0, lyingNumber(draws, part.length));
    else lying[inside] = draws.oneOf([0x00, 0x7f, 0x80, 0xff, 0x3f, 0x40, 0x20, 0xbe, 0x3e]);
    parts[at] = lying;
  },
  read(pieces) {
    const reader = new BlocksReader();
    lend(pieces, (piece) => {
      reader.hear(piece);
    });
    return reader.reading();
  },
  again({ lists }) {
    const encoder = new HpackEncoder();
    const decoder = new HpackDecoder(limits);
    for (const list of lists) {
      const differs = sameList(list, encoder, decoder);
      if (differs !== undefined) return differs;
    }
    return undefined;
  },
};

function blocksOf(draws: Draws): Uint8Array[] {
  const encoder = new HpackEncoder(draws.oneOf([4096, 4096, 200, 0]));
  const out = new OctetWriter();
  return Array.from({ length: 1 + draws.below(5) }, (_, ordinal) => {
    if (ordinal > 0 && draws.below(8) === 0) {
      const tableBytes = draws.oneOf([0, 100, 4096, 8192]);
      encoder.setTableLimit(tableBytes);
      out.uint16(limitFlag | tableBytes);
      return out.take();
    }
    encoder.encode(requestFields(draws), out);
    const block = out.take();
    out.uint16(block.length);
    return joined([out.take(), block]);
  });
}

class BlocksReader {
  private readonly block = new HeaderBlock(blockLimits);
  private readonly decoder = new HpackDecoder(limits);
  private readonly fields = new FieldList();
  private readonly fullness = new Fullness();
  private readonly lines: string[] = [];
  private readonly lists: (readonly Field[])[] = [];
  /** What is missing of the length, then of the block. */
  private length = 0;
  private lengthLeft = lengthBytes;
  private blockLeft = 0;
  private isFirst = true;
  private isOver = false;

  hear(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length && !this.isOver) {
      if (this.lengthLeft > 0) {
        this.length = (this.length << 8) | (piece[at] ?? 0);
        this.lengthLeft -= 1;
        at += 1;
        if (this.lengthLeft === 0) this.begin();
      } else {
        const end = Math.min(piece.length, at + this.blockLeft);
        this.fragment(piece, at, end);
        at = end;
      }
    }
    const { decoder, block, fields } = this;
    this.fullness.noteExpanded(
      decoder.heldBytes + block.heldBytes + fields.bytes,
      decoder.heldBytesMax + block.heldBytesMax + limits.listBytesMax,
    );
  }

  reading(): HpackReading {
    return {
      lines: this.lines,
      lists: this.lists,
      fullness: this.fullness.share,
      heldBytes: this.fullness.heldBytes,
      isPast: this.lists.length > 0,
      isRefused: this.isOver,
    };
  }

  private begin(): void {
    const isLimit = (this.length & limitFlag) !== 0;
    this.blockLeft = isLimit ? 0 : this.length;
    this.isFirst = true;
    if (isLimit) this.decoder.setTableLimit(this.length & ~limitFlag);
    if (this.blockLeft === 0) this.restart();
  }

  private restart(): void {
    this.length = 0;
    this.lengthLeft = lengthBytes;
  }

  private fragment(bytes: Uint8Array, start: number, end: number): void {
    this.blockLeft -= end - start;
    const isWhole = this.blockLeft === 0;
    const result = this.block.add(fragmentEvent({ bytes, start, end }, this.isFirst, isWhole));
    this.isFirst = false;
    if (result === "more") return;
    if (result === "complete") this.decode();
    else this.end(result);
    this.restart();
  }

  private decode(): void {
    const { block, fields } = this;
    const result = this.decoder.decode(block.bytes, block.start, block.end, fields);
    const list = Array.from({ length: fields.count }, (_, index): Field => {
      return [fields.name(index), fields.value(index), fields.isNeverIndexed(index)];
    });
    if (result !== "complete" && result !== "list-too-large") {
      this.end(result);
      return;
    }
    this.lines.push(`${result} ${fields.bytes} ${this.decoder.tableBytes} ${JSON.stringify(list)}`);
    if (fields.bytes > limits.listBytesMax || fields.count > limits.fieldsMax) {
      throw new Error(`the list has ${fields.bytes} bytes in ${fields.count} fields`);
    }
    this.lists.push(list);
  }

  /** The tables no longer agree: nothing after this means anything. */
  private end(why: string): void {
    this.lines.push(why);
    this.isOver = true;
  }
}

function fragmentEvent(
  octets: { readonly bytes: Uint8Array; readonly start: number; readonly end: number },
  isFirst: boolean,
  endHeaders: boolean,
): BlockEvent {
  const piece = { ...octets, streamId: 1, lengthBytes: 0, isFirst: true, isLast: true, endHeaders };
  const priority = { isExclusive: false, dependsOn: 0, weight: 16, hasPriority: false };
  return isFirst
    ? { kind: "headers", ...piece, ...priority, endStream: false }
    : { kind: "continuation", ...piece };
}

function sameList(
  list: readonly Field[],
  encoder: HpackEncoder,
  decoder: HpackDecoder,
): string | undefined {
  const fields = new FieldList();
  for (const field of list) fields.add(...field);
  const out = new OctetWriter();
  encoder.encode(fields, out);
  const block = out.take();
  const again = new FieldList();
  const result = decoder.decode(block, 0, block.length, again);
  if (result !== "complete")
    return `a list of ${list.length} fields is ${result} when written again`;
  const got = Array.from({ length: again.count }, (_, index): Field => {
    // The encoder guards what it knows to be worth guessing.
    const isNeverIndexed = again.isNeverIndexed(index) && fields.isNeverIndexed(index);
    return [again.name(index), again.value(index), isNeverIndexed];
  });
  return differing("the list", list, got);
}
