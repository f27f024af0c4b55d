import { expect, test } from "vitest";
import { HeldQueue } from "./queue.ts";
import { passTokens, tokenWorld } from "./token-passing.ts";

test("ten virtual seconds of token passing have this hash, in one slice or in ten", () => {
  const whole = passTokens(tokenWorld(), 10_000_000);
  expect(whole).toEqual({ deliveries: 12275, hash: "7812da1c31514f25" });
  const world = tokenWorld();
  const slices = Array.from({ length: 10 }, () => passTokens(world, 1_000_000));
  expect(slices.at(-1)?.hash).toBe(whole.hash);
  expect(slices.reduce((sum, slice) => sum + slice.deliveries, 0)).toBe(whole.deliveries);
});

test("a thousand holds of the queue fold to this word", () => {
  expect(new HeldQueue().hold(1000)).toBe(1_839_729_446);
});
