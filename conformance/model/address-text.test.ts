// Two addresses have one text only when they are the same.
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { SocketAddressSchema } from "../../wire/index.ts";
import { addressText } from "./address-text.ts";

type Written = Parameters<typeof create<typeof SocketAddressSchema>>[1];
const v6 = (high: bigint, low: bigint): Written => ({
  ip: { inner: { case: "v6", value: { high, low } } },
  port: 443,
});

const texts: readonly (readonly [text: string, written: Written])[] = [
  ["127.0.0.1:80", { ip: { inner: { case: "v4", value: 0x7f000001 } }, port: 80 }],
  ["255.0.10.254:0", { ip: { inner: { case: "v4", value: 0xff000afe } }, port: 0 }],
  ["[0:0:0:0:0:0:0:1]:443", v6(0n, 1n)],
  ["[2001:db8:0:0:ffff:0:0:a]:443", v6(0x2001_0db8_0000_0000n, 0xffff_0000_0000_000an)],
  [":9", { port: 9 }],
];

test.each(texts)("%s", (text, written) => {
  expect(addressText(create(SocketAddressSchema, written))).toBe(text);
});

test("of nothing there is no host", () => {
  expect(addressText(undefined)).toBe(":0");
});
