import { expect, test } from "vitest";
import * as bounds from "./bounds.ts";
import { itemKindMask, itemKinds } from "./engine/kernel.ts";

test("an order key is exact: tie and sequence fit a double's integers", () => {
  expect(bounds.tieClasses * bounds.sequenceMax).toBeLessThan(Number.MAX_SAFE_INTEGER);
  expect(bounds.tieOfDeadline).toBeLessThan(bounds.tieClasses);
  expect(bounds.eventsPerRunDefault).toBeLessThan(bounds.sequenceMax);
});

test("an item fits 31 bits whosever it is", () => {
  const places = Math.max(bounds.pipesMax, bounds.nodesMax, bounds.queueEventsMax);
  expect(places * 2 ** bounds.itemKindBits).toBeLessThan(2 ** 31);
  expect(Math.max(...Object.values(itemKinds))).toBeLessThanOrEqual(itemKindMask);
});

test("every direction, node and action may wait at once", () => {
  expect(2 * bounds.pipesMax + bounds.nodesMax).toBeLessThan(bounds.queueEventsMax);
});

test("ring and checkpoints are powers of two, and a node fits the head of an event", () => {
  for (const size of [bounds.ringEvents, bounds.checkpointEvents])
    expect(size & (size - 1)).toBe(0);
  expect(bounds.nodesMax * 32).toBeLessThan(2 ** 31);
  expect(bounds.ringEvents % bounds.checkpointEvents).toBe(0);
});

test("a latency is drawn as a 31-bit integer", () => {
  expect(bounds.latencySpreadMicrosMax + 1).toBeLessThanOrEqual(bounds.choicesAmongMax);
  expect(bounds.choicesAmongMax).toBe(2 ** 31);
});

test("two full windows fit one ring of bytes", () => {
  expect(2 * bounds.windowBytesMax).toBeLessThan(2 ** 31);
  expect(bounds.reusedViewBytesMax).toBeLessThanOrEqual(bounds.receiveWindowBytesDefault);
});
