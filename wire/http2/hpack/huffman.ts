// Huffman strings both ways (RFC 7541 §5.2). Decoding walks the code's tree four bits at a time by a
// table; no code is shorter than five bits, so a step ends at most one symbol.

import { HUFFMAN_BITS, HUFFMAN_CODES, HUFFMAN_END_OF_STRING } from "./huffman-code.ts";
import { HUFFMAN_BITS_MIN } from "../bounds.ts";
import type { OctetWriter } from "../octet-writer.ts";
import type { Scratch } from "../scratch.ts";

// A cell of the table: the node arrived at, the symbol ended on the way, and what is true there.
const SYMBOL_SHIFT = 8;
const HAS_SYMBOL = 1 << 16;
const FAILS = 1 << 17;
const MAY_END = 1 << 18;

const steps = stepTable();

/** Appends what the octets stand for; false if they are malformed. */
export function huffmanDecode(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Scratch,
): boolean {
  out.reserve(Math.ceil((8 * (end - start)) / HUFFMAN_BITS_MIN));
  const decoded = out.bytes;
  let written = out.length;
  let cell = MAY_END;
  for (let half = 2 * start; half < 2 * end; half += 1) {
    const four = (half & 1) === 0 ? bytes[half >>> 1]! >>> 4 : bytes[half >>> 1]! & 15;
    cell = steps[((cell & 0xff) << 4) | four]!;
    if ((cell & HAS_SYMBOL) !== 0) {
      decoded[written] = cell >>> SYMBOL_SHIFT;
      written += 1;
    }
    if ((cell & FAILS) !== 0) return false;
  }
  out.length = written;
  // "A padding strictly longer than 7 bits MUST be treated as a decoding error", and so must one
  // that is not the beginning of the end-of-string symbol.
  return (cell & MAY_END) !== 0;
}

/** Octets that the text takes as Huffman code; its units are octets. */
export function huffmanBytes(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at += 1) bits += HUFFMAN_BITS[text.charCodeAt(at)]!;
  return (bits + 7) >>> 3;
}

export function huffmanEncode(text: string, out: OctetWriter): void {
  let pending = 0;
  let pendingBits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const symbol = text.charCodeAt(at);
    const code = HUFFMAN_CODES[symbol]!;
    let bits = HUFFMAN_BITS[symbol]!;
    // Fewer than eight bits wait, so the rest of the first octet is at most eight more.
    while (pendingBits + bits >= 8) {
      const taken = 8 - pendingBits;
      bits -= taken;
      out.octet((pending << taken) | ((code >>> bits) & ((1 << taken) - 1)));
      pending = 0;
      pendingBits = 0;
    }
    pending = (pending << bits) | (code & ((1 << bits) - 1));
    pendingBits += bits;
  }
  if (pendingBits > 0) {
    const padding = 8 - pendingBits;
    out.octet((pending << padding) | ((1 << padding) - 1));
  }
}

// Nodes are numbered as they are found, the root 0. A full tree of 257 leaves has 256 inner nodes,
// so a node fits an octet. A child is an inner node, or ~symbol.
interface Tree {
  readonly children: readonly (readonly number[])[];
  readonly mayEnd: readonly boolean[];
}

function codeTree(): Tree {
  const children: number[][] = [[0, 0]];
  const mayEnd = [true];
  for (let symbol = 0; symbol <= HUFFMAN_END_OF_STRING; symbol += 1) {
    let node = 0;
    for (let bit = HUFFMAN_BITS[symbol]! - 1; bit > 0; bit -= 1) {
      const side = (HUFFMAN_CODES[symbol]! >>> bit) & 1;
      if (children[node]![side] === 0) {
        children[node]![side] = children.length;
        children.push([0, 0]);
        mayEnd.push(false);
      }
      node = children[node]![side]!;
    }
    children[node]![HUFFMAN_CODES[symbol]! & 1] = ~symbol;
  }
  // Up to seven bits of padding, all of them ones, as the end of the string begins.
  for (let bits = 1, node = 0; bits <= 7; bits += 1) {
    node = children[node]![1]!;
    mayEnd[node] = true;
  }
  return { children, mayEnd };
}

function stepTable(): Uint32Array {
  const { children, mayEnd } = codeTree();
  const table = new Uint32Array(children.length * 16);
  for (let cell = 0; cell < table.length; cell += 1) {
    let node = cell >>> 4;
    let found = 0;
    for (let bit = 3; bit >= 0; bit -= 1) {
      const child = children[node]![(cell >>> bit) & 1]!;
      // "A Huffman-encoded string literal containing the EOS symbol MUST be treated as a decoding
      // error."
      if (child === ~HUFFMAN_END_OF_STRING) found |= FAILS;
      else if (child < 0) found |= HAS_SYMBOL | (~child << SYMBOL_SHIFT);
      node = child < 0 ? 0 : child;
    }
    table[cell] = node | found | (mayEnd[node]! ? MAY_END : 0);
  }
  return table;
}
