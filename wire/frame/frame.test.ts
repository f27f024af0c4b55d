import fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf } from "./frame.ts";

test("the prefix is the whole length in eight little-endian bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (payload) => {
      const frame = frameOf(payload);
      const prefix = Buffer.from(frame.subarray(0, 8)).readBigUInt64LE();
      expect(prefix).toBe(BigInt(payload.length + 8));
      expect(frame.subarray(8)).toEqual(payload);
    }),
  );
});

test.each([0, 0xf7, 0xf8, 0xfff7, 0xfff8, 0xff_fff7, 0xff_fff8])(
  "a payload of %i bytes carries into the next byte of the prefix",
  (payloadBytes) => {
    const prefix = Buffer.from(frameOf(new Uint8Array(payloadBytes)).subarray(0, 8));
    expect(prefix.readBigUInt64LE()).toBe(BigInt(payloadBytes + 8));
  },
);

test("a frame does not follow later changes of its payload", () => {
  const payload = Uint8Array.of(1, 2, 3);
  const frame = frameOf(payload);
  payload.fill(9);
  expect([...frame.subarray(8)]).toEqual([1, 2, 3]);
});
