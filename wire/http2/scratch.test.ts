import { expect, test } from "vitest";
import { SCRATCH_BYTES_KEPT_MAX } from "./bounds.ts";
import { Cursor, Span } from "./hpack/cursor.ts";
import { Scratch } from "./scratch.ts";

test("what was appended stays through every growth", () => {
  const scratch = new Scratch();
  const bytes = Uint8Array.from({ length: 100 }, (_, index) => index);
  for (let round = 0; round < 50; round += 1) scratch.append(bytes, 10, 90);
  expect(scratch.length).toBe(4000);
  expect([...scratch.bytes.subarray(3920, 4000)]).toEqual([...bytes.subarray(10, 90)]);
});

test("memory that has grown large is given up, and only that", () => {
  const scratch = new Scratch();
  scratch.append(new Uint8Array(SCRATCH_BYTES_KEPT_MAX), 0, SCRATCH_BYTES_KEPT_MAX);
  scratch.clear();
  expect([scratch.length, scratch.bytes.length]).toEqual([0, SCRATCH_BYTES_KEPT_MAX]);
  scratch.reserve(SCRATCH_BYTES_KEPT_MAX + 1);
  scratch.clear();
  expect(scratch.bytes).toHaveLength(0);
});

test("strings that are forgotten make room for the next", () => {
  const cursor = new Cursor();
  const span = new Span();
  // Huffman code for "/" and "0", twice.
  cursor.begin(Uint8Array.of(0x82, 0x60, 0x1f, 0x82, 0x60, 0x1f), 0, 6);
  expect([cursor.string(span), span.text(), span.start]).toEqual([true, "/0", 0]);
  cursor.forget();
  expect([cursor.string(span), span.text(), span.start]).toEqual([true, "/0", 0]);
});
