import { expect, test } from "vitest";
import { BufferPool } from "./buffer-pool.ts";

test("a pool has its bound, and what comes back is empty and is used again", () => {
  const pool = new BufferPool(2);
  const one = pool.take()!;
  const two = pool.take()!;
  expect(pool.take()).toBeUndefined();
  one.write(Uint8Array.of(1));
  pool.give(one);
  expect(pool.take()).toBe(one);
  expect(one.size).toBe(0);
  pool.give(one);
  pool.give(two);
  expect([pool.inUse, pool.highWater]).toEqual([0, 2]);
  expect(() => {
    pool.give(two);
  }).toThrow("twice");
});

// STREAM-POOL-HALF
test("when only one of two buffers is to be had, it goes back", () => {
  const pool = new BufferPool(3);
  expect(pool.takePair()).toBeDefined();
  expect(pool.takePair()).toBeUndefined();
  expect(pool.inUse).toBe(2);
  expect(pool.take()).toBeDefined();
});
