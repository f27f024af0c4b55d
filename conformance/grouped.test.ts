import { expect, test } from "vitest";
import { listAt, mapAt, setAt } from "./grouped.ts";

test("whoever asks for a key again gets what was made for it", () => {
  const lists = new Map<string, number[]>();
  for (const item of [1, 2, 2]) listAt(lists, "a").push(item);
  const sets = new Map<string, Set<number>>();
  for (const item of [1, 2, 2]) setAt(sets, "a").add(item);
  const maps = new Map<string, Map<string, number>>();
  for (const item of [1, 2, 2]) mapAt(maps, "a").set(`${item}`, item);
  expect([lists.get("a"), sets.get("a"), maps.get("a")]).toEqual([
    [1, 2, 2],
    new Set([1, 2]),
    new Map([
      ["1", 1],
      ["2", 2],
    ]),
  ]);
});

test("another key has its own", () => {
  const lists = new Map([["a", [1]]]);
  listAt(lists, "b").push(2);
  expect([...lists]).toEqual([
    ["a", [1]],
    ["b", [2]],
  ]);
});
