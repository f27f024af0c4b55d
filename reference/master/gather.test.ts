import { expect, test } from "vitest";
import { Gather } from "./gather.ts";

test("a worker that drains is waited for, and a silent one beside it is not", () => {
  const gather = new Gather(1, [0, 1], 1);
  gather.deadline = 2;
  const [draining] = gather.parts;
  gather.waitFor(draining!, 300);
  gather.expire();
  expect(gather.parts.map(({ state }) => state)).toEqual(["waiting", "silent"]);
  expect(gather.deadline).toBe(300);
  gather.expire();
  expect(gather.parts.map(({ state }) => state)).toEqual(["silent", "silent"]);
});
