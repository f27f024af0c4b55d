import { expect, test } from "vitest";
import { chunksPerIteration, headsPerIteration, readChunks, readHeads } from "./http1.ts";

test("the work that is measured is done: every field of every head, every byte of every chunk", () => {
  expect(readHeads()).toBe(9 * headsPerIteration);
  expect(readChunks()).toBe(1024 * chunksPerIteration);
});
