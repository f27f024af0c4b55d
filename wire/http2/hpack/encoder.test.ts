import fc from "fast-check";
import { expect, test } from "vitest";
import { WireMisuseError } from "../../misuse.ts";
import { OctetWriter } from "../octet-writer.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";
import { FieldList } from "./field-list.ts";
import { latin1 } from "../../latin1.ts";

type Field = readonly [name: string, value: string, isNeverIndexed: boolean];

const LIMITS = { listBytesMax: 1 << 20, fieldsMax: 1000 };

const octets = (maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength }).map((bytes) => latin1(bytes, 0, bytes.length));
const anyName = fc.oneof(
  octets(20),
  fc.constantFrom(":method", ":path", "cookie", "authorization", "x-a", "x-b", "x-c", "etag"),
);
const anyValue = fc.oneof(
  octets(40),
  fc.constantFrom("", "GET", "/", "1", "2", "3", "x".repeat(90)),
);
const anyField = fc.tuple(anyName, anyValue, fc.boolean());
const anyBlock = fc.record({
  fields: fc.array(anyField, { maxLength: 12 }),
  limits: fc.array(fc.constantFrom(0, 40, 100, 256, 1000, 4096, 10_000), { maxLength: 3 }),
});

function listOf(fields: readonly Field[]): FieldList {
  const list = new FieldList();
  for (const [name, value, isNeverIndexed] of fields) list.add(name, value, isNeverIndexed);
  return list;
}

const listed = (fields: FieldList): Field[] =>
  Array.from({ length: fields.count }, (_, index) => [
    fields.name(index),
    fields.value(index),
    fields.isNeverIndexed(index),
  ]);

function encode(encoder: HpackEncoder, ...fields: Field[]): string {
  const out = new OctetWriter();
  encoder.encode(listOf(fields), out);
  return Buffer.from(out.take()).toString("hex");
}

test("any fields come back, whatever became of the table in between", () => {
  fc.assert(
    fc.property(
      fc.array(anyBlock, { maxLength: 10 }),
      fc.constantFrom(0, 100, 4096, 65_536),
      (blocks, ownMaxBytes) => {
        const encoder = new HpackEncoder(ownMaxBytes);
        const decoder = new HpackDecoder(LIMITS);
        const fields = new FieldList();
        const out = new OctetWriter();
        for (const block of blocks) {
          for (const limit of block.limits) {
            encoder.setTableLimit(limit);
            decoder.setTableLimit(limit);
          }
          encoder.encode(listOf(block.fields), out);
          const bytes = out.take();
          expect(decoder.decode(bytes, 0, bytes.length, fields)).toBe("complete");
          const guarded = block.fields.map(([name, value, isNever]): Field => [
            name,
            value,
            isNever || name === "authorization",
          ]);
          expect(listed(fields)).toEqual(guarded);
          expect(decoder.tableBytes).toBe(encoder.tableBytes);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("what comes again is one octet, through many evictions", () => {
  const encoder = new HpackEncoder();
  for (let round = 0; round < 500; round += 1) {
    encode(encoder, ["x-round", `${round}`, false], ["x-other", "y".repeat(round % 60), false]);
    expect(encode(encoder, ["x-round", `${round}`, false])).toHaveLength(2);
    expect(encoder.tableBytes).toBeLessThanOrEqual(4096);
  }
});

test("a smaller table of the peer's is announced before the first field, the smallest first", () => {
  const encoder = new HpackEncoder();
  encoder.setTableLimit(100);
  expect(encode(encoder, [":method", "GET", false])).toBe("3f4582");
  expect(encode(encoder, [":method", "GET", false])).toBe("82");
  encoder.setTableLimit(0);
  encoder.setTableLimit(100);
  expect(encode(encoder, [":method", "GET", false])).toBe("203f4582");
});

test("a larger table of the peer's is used as far as was chosen", () => {
  const encoder = new HpackEncoder(5000);
  encoder.setTableLimit(65_536);
  expect(encode(encoder)).toBe("3fe926");
});

test("an encoder that wants less than the default says so first", () => {
  expect(encode(new HpackEncoder(0), [":method", "GET", false])).toBe("2082");
});

test("what is marked is never indexed and never looked up by its value", () => {
  const encoder = new HpackEncoder();
  encode(encoder, ["x", "1", false]);
  expect(encode(encoder, ["x", "1", true])).toBe("1f2f0131");
  expect(encode(encoder, ["authorization", "1", false])).toBe("1f080131");
});

test("a path is not kept, but its name is not spelled", () => {
  const encoder = new HpackEncoder();
  expect(encode(encoder, [":path", "/\\\\", false])).toBe("04032f5c5c");
  expect(encoder.tableBytes).toBe(0);
});

test("a unit that is no octet is the caller's mistake, and nothing is written", () => {
  const encoder = new HpackEncoder();
  const out = new OctetWriter();
  const fields = listOf([
    ["x-first", "1", false],
    ["x-second", "ā", false],
  ]);
  expect(() => {
    encoder.encode(fields, out);
  }).toThrow(WireMisuseError);
  expect([out.length, encoder.tableBytes]).toEqual([0, 0]);
});
