import { fromBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { decodeRequest, decodeResponse, type Decoded } from "./codec.ts";
import { RequestSchema, type Request, type Response } from "./command_pb.ts";

const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const asRequest = (hex: string): Decoded<Request> => decodeRequest(bytesOf(hex));
const asResponse = (hex: string): Decoded<Response> => decodeResponse(bytesOf(hex));
const refused = (fault: unknown): unknown => ({ ok: false, fault });
const wireType = (at: number, message: string, field: number, found: number): unknown =>
  refused({ kind: "wire-type", at, message: `kakehi.command.${message}`, field, wireType: found });

// SetMetricDetail is field 55 of a request (ba 03), Status field 12 (62), UpgradeWorker field 9 (48).
const REFUSED_REQUESTS: readonly (readonly [why: string, hex: string, expected: unknown])[] = [
  ["a number for the verb's message", "b803 01", wireType(0, "Request", 55, 0)],
  ["a number for a text", "ba03 02 0803", wireType(3, "SetMetricDetail", 1, 0)],
  ["text for a number", "ba03 03 120161", wireType(3, "SetMetricDetail", 2, 2)],
  ["64 fixed bits for a number", "4900 000000 00000000", wireType(0, "Request", 9, 1)],
  ["32 fixed bits for a number", "4d 00000000", wireType(0, "Request", 9, 5)],
  ["a number for fixed bits", "c201 06 1a04 0a02 0801", wireType(7, "IpAddress", 1, 0)],
  ["a run of numbers for a single one", "4a 0101", wireType(0, "Request", 9, 2)],
  ["a group for the verb's message", "bb03 bc03", refused({ kind: "group", at: 0 })],
  ["a group under an unknown number", "9b06 9c06", refused({ kind: "group", at: 0 })],
  ["the end of a group alone", "9c06", refused({ kind: "group", at: 0 })],
  ["a group inside the verb", "ba03 02 1314", refused({ kind: "group", at: 3 })],
  ["field number 0", "0001", refused({ kind: "bad-tag", at: 0 })],
  ["wire type 6", "66", refused({ kind: "bad-tag", at: 0 })],
  ["wire type 7", "67", refused({ kind: "bad-tag", at: 0 })],
  ["a tag of 33 bits", "8080808010 00", refused({ kind: "bad-tag", at: 0 })],
  ["a tag spelled in six bytes", "e28080808000 00", refused({ kind: "bad-tag", at: 0 })],
  ["a tag cut short", "ba", refused({ kind: "truncated", at: 0 })],
  ["a length that is missing", "62", refused({ kind: "truncated", at: 1 })],
  ["a length cut short", "6280", refused({ kind: "truncated", at: 1 })],
  ["a length beyond the payload", "6201", refused({ kind: "truncated", at: 1 })],
  ["a length beyond 32 bits", "628080808010", refused({ kind: "truncated", at: 1 })],
  ["a text beyond its message", "ba03 02 0a02 6162", refused({ kind: "truncated", at: 4 })],
  ["a number beyond its message", "ba03 02 1080 01", refused({ kind: "truncated", at: 4 })],
  ["a number cut short", "4880", refused({ kind: "truncated", at: 1 })],
  [
    "a number of eleven digits",
    "48 8080808080808080808001",
    refused({ kind: "varint-too-long", at: 1 }),
  ],
  ["a number of 65 bits", "48 80808080808080808002", refused({ kind: "varint-too-long", at: 1 })],
  [
    "an unknown number's value of 65 bits",
    "d03e 80808080808080808002",
    refused({ kind: "varint-too-long", at: 2 }),
  ],
  ["unknown fixed bits cut short", "d13e 00000000", refused({ kind: "truncated", at: 2 })],
  ["unknown 32 fixed bits cut short", "d53e 000000", refused({ kind: "truncated", at: 2 })],
  ["unknown bytes cut short", "d23e 02 00", refused({ kind: "truncated", at: 2 })],
  ["fixed bits cut short", "c201 07 1a05 0a03 0d0001", refused({ kind: "truncated", at: 8 })],
  ["bytes that are no UTF-8", "ba03 05 0a03 fffefd", refused({ kind: "invalid-utf8", at: 5 })],
  ["a surrogate in UTF-8", "0a03 eda080", refused({ kind: "invalid-utf8", at: 2 })],
  ["an overlong spelling in UTF-8", "0a02 c0af", refused({ kind: "invalid-utf8", at: 2 })],
];

test.each(REFUSED_REQUESTS)("refuses %s", (_, hex, expected) => {
  expect(asRequest(hex)).toEqual(expected);
});

test.each([
  ["a number for a map's key", "1a 09 820106 2204 0802 1200"],
  ["a number for a map's value", "1a 09 820106 2204 0a00 1001"],
])("refuses %s", (_, hex) => {
  expect(asResponse(hex)).toMatchObject({
    ok: false,
    fault: { kind: "wire-type", message: "kakehi.command.MetricDetailStatus.workers" },
  });
});

test("the library alone would have taken a number for a text", () => {
  const request = fromBinary(RequestSchema, bytesOf("ba03 05 0803 616263"));
  expect(request.requestType).toMatchObject({ value: { clientId: "abc" } });
  expect(asRequest("ba03 05 0803 616263").ok).toBe(false);
});

// A reply that holds replies of workers that hold replies of workers…: each round is a content, its
// worker_responses, a map entry. The entry's value is the next round's content.
function nested(levels: number): Uint8Array {
  const tags = [0x1a, 0x1a, 0x0a, 0x12];
  let payload: readonly number[] = [];
  for (let level = levels; level > 0; level -= 1) {
    const tag = level === 1 ? tags[0] : tags[1 + ((level - 2) % 3)];
    payload = [tag ?? 0, ...lengthOf(payload.length), ...payload];
  }
  return Uint8Array.from(payload);
}

const lengthOf = (length: number): readonly number[] =>
  length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >>> 7];

test.each([1, 2, 3, 4, 99, 100])("takes %i levels of nesting", (levels) => {
  expect(decodeResponse(nested(levels)).ok).toBe(true);
});

test.each([101, 102, 103, 400])("refuses %i levels of nesting", (levels) => {
  expect(decodeResponse(nested(levels))).toMatchObject({
    ok: false,
    fault: { kind: "nested-too-deep" },
  });
});

test("nesting is counted from each message's own depth", () => {
  const twice = Uint8Array.from([...nested(100), ...nested(100)]);
  expect(decodeResponse(twice).ok).toBe(true);
});

// What is odd but legal.
const ACCEPTED: readonly (readonly [why: string, hex: string, requestType: unknown])[] = [
  ["an empty payload", "", { case: undefined }],
  ["an unknown number of every wire type", "d03e01 d13e0000000000000000 d23e00 d53e00000000", {}],
  ["a number spelled longer than needed", "48 818080808000", { case: "upgradeWorker", value: 1 }],
  ["a length spelled longer than needed", "62 808000", { case: "status" }],
  ["a number cut to 32 bits", "48 8580808010", { case: "upgradeWorker", value: 5 }],
  [
    "a level cut to 32 bits",
    "ba0306 10 8380808010",
    { case: "setMetricDetail", value: { detail: 3 } },
  ],
  [
    "a level below zero",
    "ba030b 10 ffffffffffffffffff01",
    { case: "setMetricDetail", value: { detail: -1 } },
  ],
  ["a level that has no name", "ba0302 1063", { case: "setMetricDetail", value: { detail: 99 } }],
  ["true as 2^63", "ba030b 20 80808080808080808001", { value: { clear: true } }],
  [
    "the largest number of connections",
    "9003 ffffffffffffffffff01",
    { case: "setMaxConnectionsPerIp", value: 2n ** 64n - 1n },
  ],
  ["a text that opens with a byte order mark", "0a03 efbbbf", { value: "\ufeff" }],
  ["a text with a NUL", "0a03 610062", { value: "a\0b" }],
];

test.each(ACCEPTED)("takes %s", (_, hex, requestType) => {
  expect(asRequest(hex)).toMatchObject({ ok: true, message: { requestType } });
});

test("an absent field reads as its default and is not present", () => {
  const decoded = asResponse("") as { readonly message: Response };
  expect(decoded.message.status).toBe(2);
  expect(Object.hasOwn(decoded.message, "status")).toBe(false);
});

test("an unknown field does not follow later changes of the payload", () => {
  const payload = bytesOf("d23e 02 6162");
  const decoded = decodeRequest(payload) as { readonly message: Request };
  payload.fill(0);
  expect([...(decoded.message.$unknown?.[0]?.data ?? [])]).toEqual([2, 0x61, 0x62]);
});
