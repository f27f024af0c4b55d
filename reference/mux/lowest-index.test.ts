import fc from "fast-check";
import { expect, test } from "vitest";
import { LowestIndex } from "./lowest-index.ts";

test("indexes come out in their order", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100)), (indexes) => {
      const lowest = new LowestIndex();
      for (const index of indexes) lowest.add(index);
      const taken = indexes.map(() => lowest.take());
      expect(taken).toEqual([...indexes].sort((one, other) => one - other));
      expect(lowest.take()).toBeUndefined();
    }),
  );
});
