import { expect, test } from "vitest";
import type { Address } from "../machine.ts";
import type { SimNode } from "../node/node.ts";
import { Listeners } from "./listeners.ts";

const at: Address = { kind: "inet", host: "127.0.0.1", port: 80 };
const [one, other] = [{ name: "a" }, { name: "b" }] as unknown as readonly [SimNode, SimNode];

test("an address is taken unless everybody who listens there shares it", () => {
  const listeners = new Listeners();
  expect(listeners.add(one, 1, at, { shared: true })).toBeDefined();
  expect(listeners.add(other, 1, at, {})).toBeUndefined();
  expect(listeners.add(other, 1, at, { shared: true })).toBeDefined();
  const alone = new Listeners();
  alone.add(one, 1, at, {});
  expect(alone.add(other, 1, at, { shared: true })).toBeUndefined();
});

test("those that share get connections in turn, and what leaves gets none", () => {
  const listeners = new Listeners();
  const first = listeners.add(one, 1, at, { shared: true })!;
  const second = listeners.add(other, 1, at, { shared: true })!;
  const turns = Array.from({ length: 3 }, () => {
    const listener = listeners.at(at, false)!;
    listeners.take(listener);
    return listener;
  });
  expect(turns).toEqual([first, second, first]);
  listeners.remove(first);
  expect(listeners.at(at, false)).toBe(second);
  listeners.remove(second);
  expect(listeners.at(at, false)).toBeUndefined();
});
