import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeRequest, encodeResponse, ResponseStatus } from "../../../wire/index.ts";
import { readRequest, readTerminal } from "./message-reader.ts";

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));

test.each([
  ["", "unknown", 0],
  ["c23e00", "unknown", 0],
  ["2200", "known", 4],
  ["c23e002200", "known", 4],
  ["22003200", "known", 6],
  ["ba03070a01611003183c", "known", 55],
  ["b80301", "undecodable", 0],
  ["ba03020801", "undecodable", 0],
  ["ba030a0a0161", "undecodable", 0],
  ["ba03040a02c328", "undecodable", 0],
  ["ba03050a03eda080", "undecodable", 0],
  ["0200", "undecodable", 0],
  ["ba0380", "undecodable", 0],
  ["07", "undecodable", 0],
  ["ba0380808080808080808080" + "01", "undecodable", 0],
  ["c33ec43e", "unclear", 0],
])("%s is %s", (payload, kind, verb) => {
  expect(readRequest(hex(payload))).toEqual({ kind, verb });
});

const seeds = ["ba030c0a0161100318 3c2a03776879", "6a0a0a01611001180120003800", "2200", "c23e00"];

test("two readings of the schema agree on what can be decoded", () => {
  const mutated = fc
    .record({
      base: fc.constantFrom(...seeds.map((seed) => hex(seed.replace(" ", "")))),
      changes: fc.array(fc.tuple(fc.nat(20), fc.nat(255)), { maxLength: 4 }),
      length: fc.nat(20),
    })
    .map(({ base, changes, length }) => {
      const changed = new Map(changes);
      return base.map((byte, at) => changed.get(at) ?? byte).subarray(0, length);
    });
  fc.assert(
    fc.property(mutated, (payload) => {
      const { kind } = readRequest(payload);
      const decoded = decodeRequest(payload);
      expect(kind === "unclear" || (kind === "undecodable") === !decoded.ok).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test.each([
  [
    { status: ResponseStatus.OK, content: undefined },
    { status: 0, content: undefined },
  ],
  [
    { status: ResponseStatus.FAILURE, content: undefined },
    { status: 2, content: undefined },
  ],
  [{ status: ResponseStatus.PROCESSING, content: undefined }, undefined],
] as const)("a response of %o is read as %o", (response, reading) => {
  const payload = encodeResponse({
    $typeName: "kakehi.command.Response",
    message: "m",
    ...response,
  });
  expect(readTerminal(payload)).toEqual(reading);
});

test("what a reply carries is its field number, an event is no reply, no status is a failure", () => {
  expect(readTerminal(hex("080012001a020a00"))).toEqual({ status: 0, content: 1 });
  expect(readTerminal(hex("080012001a022200"))).toBeUndefined();
  expect(readTerminal(hex("1200"))).toEqual({ status: 2, content: undefined });
});
