// RFC 7541 Appendix B. The code is canonical: codes of one length are consecutive, in the order of
// their symbols, and follow the shorter ones. So the lengths say everything, and the code is built
// from them.

const SYMBOLS = 257;

/** The symbol that ends a string, of which only a beginning may occur, as padding. */
export const HUFFMAN_END_OF_STRING: number = SYMBOLS - 1;

/** Bits of each symbol's code: sixteen symbols a line, the end of the string last. */
export const HUFFMAN_BITS: Readonly<Uint8Array> = Uint8Array.of(
  ...[13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28],
  ...[28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28],
  ...[6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6],
  ...[5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10],
  ...[13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7],
  ...[7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6],
  ...[15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5],
  ...[6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28],
  ...[20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23],
  ...[24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24],
  ...[22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23],
  ...[21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23],
  ...[26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25],
  ...[19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27],
  ...[20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23],
  ...[26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26],
  30,
);

/** The code of each symbol, in its lowest bits. */
export const HUFFMAN_CODES: Readonly<Uint32Array> = canonicalCodes(HUFFMAN_BITS);

function canonicalCodes(bits: Readonly<Uint8Array>): Uint32Array {
  const codes = new Uint32Array(SYMBOLS);
  let next = 0;
  for (let length = 1; length <= 30; length += 1) {
    next *= 2;
    for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
      if (bits[symbol] !== length) continue;
      codes[symbol] = next;
      next += 1;
    }
  }
  return codes;
}
