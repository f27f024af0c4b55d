import { expect, test } from "vitest";
import { FRAME_PAYLOAD_BYTES_MIN, HTTP1_HEAD_BYTES_MAX } from "../../wire/index.ts";
import * as bounds from "./bounds.ts";

test("a head or a frame of the least size everybody has to take fits one buffer", () => {
  expect(bounds.bufferBytes).toBeGreaterThanOrEqual(HTTP1_HEAD_BYTES_MAX);
  expect(bounds.bufferBytes).toBeGreaterThanOrEqual(FRAME_PAYLOAD_BYTES_MIN);
});

test("a head, a full buffer and the end of a chunk are put together in one write", () => {
  expect(bounds.gatherBytes).toBeGreaterThan(bounds.bufferBytes + HTTP1_HEAD_BYTES_MAX);
});

test("the pool has buffers for more than one slot, and a slot may be kept for each in use", () => {
  expect(bounds.buffersMax).toBeGreaterThanOrEqual(4);
  expect(bounds.shrinkRatio).toBeGreaterThanOrEqual(2);
});
