import fc from "fast-check";
import { expect, test } from "vitest";
import { formatUlid, ulidOf } from "./ulid.ts";

const word = fc.integer({ min: 0, max: 0xffff_ffff });

test("the text of the parts is that of the number they make", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), word, word, word, (at, ...draws) => {
      const [high, middle, low] = draws.map(BigInt) as [bigint, bigint, bigint];
      const number = (BigInt(at) << 80n) | ((high & 0xffffn) << 64n) | (middle << 32n) | low;
      expect(ulidOf(at, draws)).toBe(formatUlid(number));
    }),
  );
});

test("a draw of a signed word is the same", () => {
  expect(ulidOf(1, [-1, -1, -1])).toBe(formatUlid((1n << 80n) | ((1n << 80n) - 1n)));
});
