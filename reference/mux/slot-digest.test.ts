// STREAM-REUSE-CLEAN can only be judged by a digest in which everything shows.

import { expect, test } from "vitest";
import { BufferPool } from "./buffer-pool.ts";
import { slotDigest } from "./slot-digest.ts";
import { Slot } from "./slot.ts";

function newSlot(index = 0): Slot {
  const buffers = new BufferPool(2).takePair();
  expect(buffers).toBeDefined();
  return new Slot(index, buffers!);
}

const parts = ["slot", "record", "request", "response"] as const;

function partsOf(slot: Slot): Record<(typeof parts)[number], object> {
  return { slot, record: slot.record, request: slot.request, response: slot.response };
}

/** What is no value of its own, and the one thing that tells slots apart. */
const excepted = new Set(["index", "buffer", "record", "request", "response", "interims"]);

const fields = parts.flatMap((part) =>
  Object.keys(partsOf(newSlot())[part])
    .filter((name) => !excepted.has(name))
    .map((name) => [part, name] as const),
);

test("new slots read alike, whichever they are", () => {
  expect(slotDigest(newSlot(7))).toBe(slotDigest(newSlot(0)));
});

test.each(fields)("what is left in %s.%s shows", (part, name) => {
  const slot = newSlot();
  Reflect.set(partsOf(slot)[part], name, "left over");
  expect(slotDigest(slot)).not.toBe(slotDigest(newSlot()));
});

test.each(["request", "response"] as const)("bytes and interim answers of the %s show", (side) => {
  const stored = newSlot();
  stored[side].buffer.write(new Uint8Array(1));
  expect(slotDigest(stored)).not.toBe(slotDigest(newSlot()));
  const told = newSlot();
  Reflect.set(told[side], "interims", [{ status: 103 }]);
  expect(slotDigest(told)).not.toBe(slotDigest(newSlot()));
});

test("a slot that was cleaned reads like a new one", () => {
  const slot = newSlot();
  slot.record.status = 200;
  slot.request.received = 5;
  slot.attempts = 1;
  slot.reset();
  expect(slotDigest(slot)).toBe(slotDigest(newSlot()));
});
