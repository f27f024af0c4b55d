import fc from "fast-check";
import { expect, test } from "vitest";
import { SLAB_BYTES, SLAB_PIECE_BYTES_MAX } from "./bounds.ts";
import { Slab } from "./slab.ts";

test("pieces are zeroed, of the asked size, and never overlap", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: SLAB_PIECE_BYTES_MAX + 1 }), { maxLength: 64 });
  fc.assert(
    fc.property(sizes, (pieceBytes) => {
      const slab = new Slab();
      const pieces = pieceBytes.map((bytes) => slab.take(bytes));
      expect(pieces.map((piece) => piece.length)).toEqual(pieceBytes);
      expect(pieces.every((piece) => piece.every((byte) => byte === 0))).toBe(true);
      pieces.forEach((piece, index) => piece.fill(index + 1));
      const untouched = pieces.every((piece, index) => piece.every((byte) => byte === index + 1));
      expect(untouched).toBe(true);
    }),
  );
});

test("a large piece has an array of its own", () => {
  const piece = new Slab().take(SLAB_BYTES);
  expect(piece.buffer.byteLength).toBe(SLAB_BYTES);
  expect(new Slab().take(8).buffer.byteLength).toBe(SLAB_BYTES);
});
