import { expect, test } from "vitest";
import { OctetWriter } from "./octet-writer.ts";

test("numbers are written in network order, whatever the room", () => {
  const out = new OctetWriter(1);
  out.octet(0x101);
  out.uint16(0x0203);
  out.uint24(0x040506);
  out.uint32(0xf7f8f9fa);
  out.append(Uint8Array.of(1, 2, 3, 4), 1, 3);
  out.zeros(2);
  expect(Buffer.from(out.view()).toString("hex")).toBe("010203040506f7f8f9fa02030000");
  expect(out.length).toBe(14);
});

test("a view shows later changes, what was taken does not", () => {
  const out = new OctetWriter();
  out.uint16(0x0102);
  const view = out.view();
  const taken = out.take();
  expect(out.length).toBe(0);
  out.octet(9);
  expect([...view]).toEqual([9, 2]);
  expect([...taken]).toEqual([1, 2]);
  out.clear();
  expect(out.view()).toHaveLength(0);
});
