import { expect, test } from "vitest";
import { costWhileHeld } from "./held-streams.ts";

test("streams are held, and others are answered meanwhile", () => {
  expect(costWhileHeld(150, [1, 40], 1)).toBeLessThan(Infinity);
});
