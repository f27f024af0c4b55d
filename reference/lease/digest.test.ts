// Two tables that nobody can tell apart from outside have one digest, whatever their owners are called.

import { expect, test } from "vitest";
import type { Binding } from "./binding.ts";
import { digestLeases } from "./digest.ts";
import { LeaseTable } from "./table.ts";

function digestOf(owners: readonly (readonly [clientId: string, binding: Binding])[]): string {
  const table = new LeaseTable(1);
  for (const [clientId, binding] of owners) {
    table.obey(0, { kind: "apply", clientId, level: 2, ttlSeconds: 5, binding });
  }
  const parts: string[] = [];
  const note = (value: number | string | Uint8Array): void => {
    parts.push(String(value));
  };
  digestLeases(table, { int: note, text: note, bytes: note, duration: note });
  return parts.join(" ");
}

const [one, other] = [
  { pid: 1, session: 11n },
  { pid: 1, session: 12n },
];

test("owners are told apart by who equals whom", () => {
  const shared = digestOf([
    ["a", one],
    ["b", one],
  ]);
  const apart = digestOf([
    ["a", one],
    ["b", other],
  ]);
  expect(shared).not.toBe(apart);
  expect(
    digestOf([
      ["a", other],
      ["b", other],
    ]),
  ).toBe(shared);
});

test("the order of arrival does not show", () => {
  expect(
    digestOf([
      ["b", other],
      ["a", one],
    ]),
  ).toBe(
    digestOf([
      ["a", one],
      ["b", other],
    ]),
  );
});

test("who is unknown differs from who is known", () => {
  const unknown = { pid: undefined, session: undefined };
  expect(digestOf([["a", unknown]])).not.toBe(digestOf([["a", one]]));
});
