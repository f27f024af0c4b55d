import fc from "fast-check";
import { expect, test } from "vitest";
import { OctetWriter } from "../octet-writer.ts";
import { Scratch } from "../scratch.ts";
import { HUFFMAN_BITS, HUFFMAN_CODES, HUFFMAN_END_OF_STRING } from "./huffman-code.ts";
import { huffmanBytes, huffmanDecode, huffmanEncode } from "./huffman.ts";
import { latin1 } from "../../latin1.ts";

const anyOctets = fc.uint8Array({ maxLength: 300 }).map((bytes) => latin1(bytes, 0, bytes.length));

function encoded(text: string): Uint8Array {
  const out = new OctetWriter();
  huffmanEncode(text, out);
  return out.take();
}

function decoded(bytes: Uint8Array): string | undefined {
  const out = new Scratch();
  const isRight = huffmanDecode(bytes, 0, bytes.length, out);
  return isRight ? latin1(out.bytes, 0, out.length) : undefined;
}

/** Codes one after the other, and ones or zeros to fill the last octet. */
function bitsOf(codes: readonly string[], fill: string): Uint8Array {
  const bits = codes.join("");
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, fill);
  return Uint8Array.from(whole.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}

const codeOf = (symbol: number): string =>
  HUFFMAN_CODES[symbol]!.toString(2).padStart(HUFFMAN_BITS[symbol]!, "0");

test("the code is complete: every sequence of bits begins with exactly one code", () => {
  const sum = HUFFMAN_BITS.reduce((total, bits) => total + 2 ** (30 - bits), 0);
  expect(HUFFMAN_BITS).toHaveLength(257);
  expect(sum).toBe(2 ** 30);
});

test.each([
  ["0", 0x0],
  ["z", 0x7b],
  ["\\", 0x7fff0],
  ["\0", 0x1ff8],
  ["\n", 0x3ffffffc],
  ["\x7f", 0xffffffc],
  ["\x80", 0xfffe6],
  ["\xff", 0x3ffffee],
])("the code of %j is the RFC's", (text, code) => {
  expect(HUFFMAN_CODES[text.charCodeAt(0)]).toBe(code);
});

test("the end of the string is thirty ones", () => {
  expect(HUFFMAN_CODES[HUFFMAN_END_OF_STRING]).toBe(0x3fffffff);
});

test("any octets come back, in as many octets as were foretold", () => {
  fc.assert(
    fc.property(anyOctets, (text) => {
      const bytes = encoded(text);
      expect(bytes).toHaveLength(huffmanBytes(text));
      expect(decoded(bytes)).toBe(text);
    }),
  );
});

test("each octet comes back at each position within an octet", () => {
  for (let symbol = 0; symbol < 256; symbol += 1) {
    const text = String.fromCharCode(symbol);
    for (let before = 0; before < 8; before += 1) {
      const padded = "0".repeat(before) + text;
      expect(decoded(encoded(padded))).toBe(padded);
    }
  }
});

test("padding may be up to seven ones, and nothing else", () => {
  for (let symbol = 0; symbol < 256; symbol += 1) {
    const code = codeOf(symbol);
    const isWhole = code.length % 8 === 0;
    const text = String.fromCharCode(symbol);
    expect(decoded(bitsOf([code], "1"))).toBe(text);
    expect(decoded(bitsOf([code, "1".repeat(8)], "1"))).toBeUndefined();
    expect(decoded(bitsOf([code], "0")) === text).toBe(isWhole);
  }
});

test("the end of the string is malformed wherever it stands", () => {
  for (let symbol = 0; symbol < 256; symbol += 1) {
    expect(decoded(bitsOf([codeOf(HUFFMAN_END_OF_STRING), codeOf(symbol)], "1"))).toBeUndefined();
    expect(decoded(bitsOf([codeOf(symbol), codeOf(HUFFMAN_END_OF_STRING)], "1"))).toBeUndefined();
  }
});

test("what decodes is what its text encodes to", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = decoded(bytes);
      // The code is complete and the padding fixed, so there is one spelling of each text.
      expect(text === undefined ? bytes : encoded(text)).toEqual(bytes);
    }),
    { numRuns: 2000 },
  );
});
