import { expect, test } from "vitest";
import { bufferBytes, interimsMax } from "./bounds.ts";
import { Flow } from "./flow.ts";
import { StreamBuffer } from "./stream-buffer.ts";

test("of many interim answers the oldest are dropped whole", () => {
  const flow = new Flow<number>(new StreamBuffer());
  for (let status = 0; status < interimsMax + 2; status += 1) flow.addInterim(status);
  expect(flow.interims).toHaveLength(interimsMax);
  expect(flow.interims[0]).toBe(2);
});

test("a span that does not fit is a fault of whoever brings it", () => {
  const flow = new Flow<number>(new StreamBuffer());
  flow.addPayload(new Uint8Array(bufferBytes));
  expect(() => {
    flow.addPayload(new Uint8Array(1));
  }).toThrow("no room");
});
