import { expect, test } from "vitest";
import { FRAME_PAYLOAD_BYTES_MIN } from "../../wire/index.ts";
import { bufferBytes } from "../mux/bounds.ts";
import {
  framePayloadBytesMax,
  honestBytes,
  outputHighBytes,
  outputKeptBytes,
  outputStopBytes,
} from "./bounds.ts";
import { defaultHttp2Options } from "./options.ts";

test("content never fills the output so far that nothing is read any more", () => {
  expect(outputHighBytes + framePayloadBytesMax).toBeLessThan(outputStopBytes);
  expect(outputKeptBytes).toBeGreaterThanOrEqual(outputStopBytes);
});

test("a frame of ours is one that every peer takes, and holds no more than a buffer", () => {
  expect(framePayloadBytesMax).toBeLessThanOrEqual(FRAME_PAYLOAD_BYTES_MIN);
  expect(bufferBytes).toBeGreaterThanOrEqual(framePayloadBytesMax);
  expect(honestBytes).toBeGreaterThan(0);
});

test("a block may be as large as the list that it is", () => {
  const { flood, headerListBytesMax } = defaultHttp2Options;
  expect(flood.header_size_per_block).toBeGreaterThanOrEqual(headerListBytesMax);
});
