import { expect, test } from "vitest";
import * as bounds from "./bounds.ts";
import { GATHERED_BYTES_MAX } from "./frame-rule.ts";
import { HUFFMAN_BITS } from "./hpack/huffman-code.ts";

test("what a reader sets aside holds a head and the largest SETTINGS, and those fit every limit", () => {
  expect(GATHERED_BYTES_MAX).toBeGreaterThanOrEqual(bounds.FRAME_HEAD_BYTES);
  expect(GATHERED_BYTES_MAX).toBe(bounds.SETTINGS_ENTRIES_MAX * bounds.SETTING_BYTES);
  expect(GATHERED_BYTES_MAX).toBeLessThan(bounds.FRAME_PAYLOAD_BYTES_MIN);
});

test("a length of a frame takes 24 bits, a padding length eight", () => {
  expect(bounds.FRAME_PAYLOAD_BYTES_MAX).toBe(2 ** 24 - 1);
  expect(bounds.PADDING_BYTES_MAX).toBe(2 ** 8 - 1);
});

test("as many octets as may follow a prefix spell every number that is allowed", () => {
  expect(2 ** (7 * bounds.HPACK_INTEGER_OCTETS_MAX)).toBeGreaterThan(bounds.HPACK_INTEGER_MAX);
});

test("no code is shorter than the shortest", () => {
  expect(Math.min(...HUFFMAN_BITS)).toBe(bounds.HUFFMAN_BITS_MIN);
});

test("working memory of the size it starts with is kept", () => {
  expect(bounds.SCRATCH_BYTES_KEPT_MAX).toBeGreaterThanOrEqual(bounds.SCRATCH_BYTES_INITIAL);
});
