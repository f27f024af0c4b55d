import { expect, test } from "vitest";
import * as bounds from "./bounds.ts";
import { file_command_command } from "./command/command_pb.ts";

test("a frame limit has room for a prefix", () => {
  expect(bounds.FRAME_BYTES_DEFAULT_MAX).toBeGreaterThan(bounds.FRAME_PREFIX_BYTES);
});

test("a prefix fits what is set aside for the start of a frame", () => {
  expect(bounds.FRAME_START_BYTES).toBeGreaterThanOrEqual(bounds.FRAME_PREFIX_BYTES);
});

test("a tag of the longest spelling holds 32 bits, a number of the longest 64", () => {
  expect(bounds.TAG_BYTES_MAX).toBe(Math.ceil(32 / 7));
  expect(bounds.VARINT_BYTES_MAX).toBe(Math.ceil(64 / 7));
});

test("every field number of the schema is below the end of the tables", () => {
  const numbers = file_command_command.messages.flatMap((message) =>
    message.fields.map((field) => field.number),
  );
  expect(Math.max(...numbers)).toBeLessThan(bounds.FIELD_NUMBER_END);
});

test("the encoder keeps an array of the size it starts with", () => {
  expect(bounds.ENCODER_BYTES_KEPT_MAX).toBeGreaterThanOrEqual(bounds.SLAB_BYTES);
});

test("several of the largest pieces fit one slab", () => {
  expect(bounds.SLAB_BYTES).toBeGreaterThanOrEqual(4 * bounds.SLAB_PIECE_BYTES_MAX);
});

test("a ULID has symbols for every bit of a session id, and not one too many", () => {
  expect(5 * bounds.ULID_SYMBOLS).toBeGreaterThanOrEqual(bounds.SESSION_ID_BITS);
  expect(5 * (bounds.ULID_SYMBOLS - 1)).toBeLessThan(bounds.SESSION_ID_BITS);
});

test("a request line of the longest target fits a head, and the longest method fits beside it", () => {
  const line =
    bounds.HTTP1_METHOD_BYTES_MAX + bounds.HTTP1_TARGET_BYTES_MAX + bounds.HTTP1_VERSION_BYTES + 4;
  expect(line).toBeLessThan(bounds.HTTP1_HEAD_BYTES_MAX);
});

test("the largest chunk size that is read can be written with the digits that are read", () => {
  expect(Number.MAX_SAFE_INTEGER.toString(16).length).toBeLessThanOrEqual(
    bounds.HTTP1_CHUNK_SIZE_DIGITS_MAX,
  );
});
