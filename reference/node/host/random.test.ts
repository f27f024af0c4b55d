import { expect, test } from "vitest";
import { seededRandomness } from "./random.ts";

test("draws of one key do not depend on those of another", () => {
  const one = seededRandomness(1, "master");
  const other = seededRandomness(1, "master");
  const alone = [one.draw(5), one.draw(5), one.draw(5)];
  const mixed = [other.draw(5), other.draw(6), other.draw(5), other.draw(7), other.draw(5)];
  expect([mixed[0], mixed[2], mixed[4]]).toEqual(alone);
  expect(new Set([...alone, mixed[1], mixed[3]]).size).toBe(5);
  expect(seededRandomness(1, "worker-0").seed).not.toBe(one.seed);
});
