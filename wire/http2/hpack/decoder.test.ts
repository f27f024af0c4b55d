import fc from "fast-check";
import { expect, test } from "vitest";
import { OctetWriter } from "../octet-writer.ts";
import { HpackDecoder } from "./decoder.ts";
import { FieldList } from "./field-list.ts";
import { huffmanEncode } from "./huffman.ts";
import { writeInteger } from "./integer.ts";

const LIMITS = { listBytesMax: 4096, fieldsMax: 100 };

const decodeAll = (decoder: HpackDecoder, blocks: readonly string[]): string[] =>
  blocks.map((block) => {
    const bytes = Buffer.from(block, "hex");
    return decoder.decode(bytes, 0, bytes.length, new FieldList());
  });

const decodeOne = (block: string): string | undefined =>
  decodeAll(new HpackDecoder(LIMITS), [block])[0];

function sizeUpdate(bytes: number): string {
  const out = new OctetWriter();
  writeInteger(out, 0x20, 5, bytes);
  return Buffer.from(out.take()).toString("hex");
}

/** A literal with indexing, name and value in plain octets. */
function literal(name: string, value: string): string {
  const out = new OctetWriter();
  out.octet(0x40);
  for (const text of [name, value]) {
    writeInteger(out, 0, 7, text.length);
    out.append(Buffer.from(text, "latin1"));
  }
  return Buffer.from(out.take()).toString("hex");
}

test.each([
  ["position 0", "80", "no-such-entry"],
  ["a position behind the static table while the dynamic one is empty", "be", "no-such-entry"],
  ["a name behind the tables", "7e0161", "no-such-entry"],
  ["a name behind the tables, not indexed", "0f2f0161", "no-such-entry"],
  ["a position of more than 31 bits", "ffffffffff7f", "integer-overflow"],
  ["a length of 2^31", "007f81ffffff07", "integer-overflow"],
  ["a position that goes on and on", "ff808080808000", "integer-overflow"],
  ["a length of more than 31 bits", "007fffffffff7f", "integer-overflow"],
  ["a position that is not there", "ff", "truncated"],
  ["a position that stops", "ffff", "truncated"],
  ["no name", "40", "truncated"],
  ["half a name", "400361", "truncated"],
  ["no value", "400161", "truncated"],
  ["half a value", "400161046162", "truncated"],
  ["a length of 2 GiB", "407f80ffffff07", "truncated"],
  ["padding of a whole octet", "004182ff00", "truncated"],
  ["padding of eight ones", "00821fff0161", "huffman"],
  ["padding of zeros", "0081180161", "huffman"],
  ["the end of the string", "0084ffffffff0161", "huffman"],
  ["a size update after a field", "8220", "size-update-late"],
  ["a size above the limit", sizeUpdate(4097), "size-update-above-limit"],
  ["a size that stops", "3f", "truncated"],
])("%s is a fault", (_, block, fault) => {
  expect(decodeOne(block)).toBe(fault);
});

test.each([
  ["an empty block", ""],
  ["a number spelled longer than it need be", "0f80000161"],
  ["two size updates", sizeUpdate(0) + sizeUpdate(4096) + "82"],
  ["a size update and nothing else", sizeUpdate(4096)],
  ["an empty name and an empty value", "400000"],
  ["an empty string as Huffman code", "008080"],
  ["a name from the static table", "4f0161"],
])("%s is none", (_, block) => {
  expect(decodeOne(block)).toBe("complete");
});

test("a lowered limit must be confirmed at the start of the next block, once", () => {
  const decoder = new HpackDecoder(LIMITS);
  expect(decodeAll(decoder, [literal("a", "b"), "be"])).toEqual(["complete", "complete"]);
  decoder.setTableLimit(100);
  expect(decodeAll(decoder, ["82"])).toEqual(["size-update-missing"]);
  expect(decodeAll(decoder, [`${sizeUpdate(101)}82`])).toEqual(["size-update-above-limit"]);
  expect(decodeAll(decoder, [`${sizeUpdate(100)}be`, "be"])).toEqual(["complete", "complete"]);
});

test("between two blocks the lowest limit counts, and then the present one", () => {
  const decoder = new HpackDecoder(LIMITS);
  decoder.setTableLimit(0);
  decoder.setTableLimit(8192);
  expect(decodeAll(decoder, [sizeUpdate(8192)])).toEqual(["size-update-above-limit"]);
  expect(decodeAll(decoder, [sizeUpdate(0) + sizeUpdate(8193)])).toEqual([
    "size-update-above-limit",
  ]);
  decoder.setTableLimit(0);
  decoder.setTableLimit(8192);
  expect(decodeAll(decoder, [sizeUpdate(0) + sizeUpdate(8192)])).toEqual(["complete"]);
});

test("a limit that is no lower than what is in use asks for nothing", () => {
  const decoder = new HpackDecoder(LIMITS);
  expect(decodeAll(decoder, [sizeUpdate(50)])).toEqual(["complete"]);
  decoder.setTableLimit(100);
  expect(decodeAll(decoder, ["82"])).toEqual(["complete"]);
});

test("a table of size 0 holds nothing, and an entry larger than the table empties it", () => {
  const decoder = new HpackDecoder(LIMITS);
  decodeAll(decoder, [sizeUpdate(100) + literal("name", "value")]);
  expect(decoder.tableBytes).toBe(41);
  expect(decodeAll(decoder, [literal("name", "v".repeat(65)), "be"])).toEqual([
    "complete",
    "no-such-entry",
  ]);
  expect(decoder.tableBytes).toBe(0);
});

test("a literal too large for list and table alike empties the table all the same", () => {
  const decoder = new HpackDecoder({ listBytesMax: 90, fieldsMax: 10 });
  decodeAll(decoder, [sizeUpdate(100) + literal("name", "value")]);
  expect(decodeAll(decoder, [literal("name", "v".repeat(65)), "be"])).toEqual([
    "list-too-large",
    "no-such-entry",
  ]);
  expect(decoder.tableBytes).toBe(0);
});

test("a table as small as what it holds keeps it, and one octet less does not", () => {
  const decoder = new HpackDecoder(LIMITS);
  decodeAll(decoder, [literal("name", "value"), sizeUpdate(41)]);
  expect(decoder.tableBytes).toBe(41);
  decodeAll(decoder, [sizeUpdate(40)]);
  expect(decoder.tableBytes).toBe(0);
});

test("a name from the table is read before its entry is pushed out", () => {
  const decoder = new HpackDecoder(LIMITS);
  const fields = new FieldList();
  decodeAll(decoder, [sizeUpdate(64) + literal("name", "value")]);
  const block = Buffer.from("7e" + "0576616c7565", "hex");
  expect(decoder.decode(block, 0, block.length, fields)).toBe("complete");
  expect([fields.name(0), fields.value(0)]).toEqual(["name", "value"]);
  expect(decoder.tableBytes).toBe(41);
});

test("a list at its limit is whole, and one octet more is too large", () => {
  const block = Buffer.from("82" + literal("name", "value"), "hex");
  const listBytes = 32 + 7 + 3 + 32 + 9;
  const results = [listBytes, listBytes - 1].map((listBytesMax) => {
    const fields = new FieldList();
    const decoder = new HpackDecoder({ listBytesMax, fieldsMax: 10 });
    const result = decoder.decode(block, 0, block.length, fields);
    return [result, fields.count, decoder.tableBytes];
  });
  // Either way the table is what the peer's encoder thinks it is.
  expect(results).toEqual([
    ["complete", 2, 41],
    ["list-too-large", 1, 41],
  ]);
});

test("fields are counted as well", () => {
  const decoder = new HpackDecoder({ listBytesMax: 4096, fieldsMax: 3 });
  expect(decodeAll(decoder, ["828282", "82828282", "82"])).toEqual([
    "complete",
    "list-too-large",
    "complete",
  ]);
});

test("a bomb of references is not expanded beyond the limit", () => {
  const decoder = new HpackDecoder({ listBytesMax: 65_536, fieldsMax: 10_000 });
  const fields = new FieldList();
  const bomb = Buffer.from(literal("bomb", "x".repeat(4000)) + "be".repeat(16_000), "hex");
  expect(decoder.decode(bomb, 0, bomb.length, fields)).toBe("list-too-large");
  expect(fields.bytes).toBeLessThanOrEqual(65_536);
  expect(fields.count).toBe(16);
});

test("once a list is too large nothing small is added behind the gap", () => {
  const decoder = new HpackDecoder({ listBytesMax: 100, fieldsMax: 10 });
  const fields = new FieldList();
  const block = Buffer.from(`82${literal("n", "x".repeat(100))}8286`, "hex");
  expect(decoder.decode(block, 0, block.length, fields)).toBe("list-too-large");
  expect(fields.count).toBe(1);
  expect(decodeAll(decoder, ["be"])).toEqual(["list-too-large"]);
});

test("a Huffman string within a block that is too large is still judged", () => {
  const out = new OctetWriter();
  huffmanEncode("x".repeat(300), out);
  const decoder = new HpackDecoder({ listBytesMax: 50, fieldsMax: 10 });
  const right = out.take();
  const head = new OctetWriter();
  head.octet(0);
  writeInteger(head, 0x80, 7, right.length);
  const start = Buffer.from(head.take()).toString("hex");
  const string = Buffer.from(right).toString("hex");
  expect(decodeAll(decoder, [`${start}${string}00`, `${start}${string.slice(0, -2)}0000`])).toEqual(
    ["list-too-large", "huffman"],
  );
});

test("any octets end in a result within the limits", () => {
  const limits = { listBytesMax: 500, fieldsMax: 8 };
  const octet = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x82, 0xbe, 0x40, 0, 1));
  fc.assert(
    fc.property(fc.array(fc.array(octet, { maxLength: 60 }), { maxLength: 6 }), (blocks) => {
      const decoder = new HpackDecoder(limits);
      const fields = new FieldList();
      for (const block of blocks) {
        decoder.decode(Uint8Array.from(block), 0, block.length, fields);
        expect(fields.bytes).toBeLessThanOrEqual(limits.listBytesMax);
        expect(fields.count).toBeLessThanOrEqual(limits.fieldsMax);
        expect(decoder.tableBytes).toBeLessThanOrEqual(4096);
      }
    }),
    { numRuns: 1000 },
  );
});

test("a block cut short is truncated, or whole where a field ends", () => {
  const block = Buffer.from(`82${literal("name", "value")}${literal("other", "one")}84`, "hex");
  const whole = new Set([0, 1, 13, 24, 25]);
  for (let end = 0; end <= block.length; end += 1) {
    const result = new HpackDecoder(LIMITS).decode(block, 0, end, new FieldList());
    expect([end, result]).toEqual([end, whole.has(end) ? "complete" : "truncated"]);
  }
});
