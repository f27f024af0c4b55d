import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { OctetWriter } from "../octet-writer.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";
import { FieldList } from "./field-list.ts";

// Stories of header blocks as other encoders wrote them, where a checkout has them beside it.
const FOLDER = resolve("../shared/data/hpack-test-case");
const ENCODERS = [
  "go-hpack",
  "haskell-http2-linear-huffman",
  "nghttp2",
  "nghttp2-change-table-size",
];
const present = ENCODERS.filter((encoder) => existsSync(join(FOLDER, encoder)));
const missing = present.length > 0 ? "" : ` (skipped: there is no ${FOLDER})`;

interface Case {
  readonly wire: string;
  readonly header_table_size?: number;
  readonly headers: readonly Readonly<Record<string, string>>[];
}

const stories = present.flatMap((encoder) =>
  readdirSync(join(FOLDER, encoder)).map((file): [story: string, cases: readonly Case[]] => {
    const path = join(FOLDER, encoder, file);
    return [
      `${encoder}/${file}`,
      (JSON.parse(readFileSync(path, "utf8")) as { cases: Case[] }).cases,
    ];
  }),
);

// The stories are written as UTF-8, header fields are octets.
const octets = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const fieldsOf = (headers: Case["headers"]): string[][] =>
  headers.map((header) => Object.entries(header).flat().map(octets));
const listed = (fields: FieldList): string[][] =>
  Array.from({ length: fields.count }, (_, index) => [fields.name(index), fields.value(index)]);

test.skipIf(present.length === 0)(`every story decodes to what it tells${missing}`, () => {
  let blocks = 0;
  for (const [story, cases] of stories) {
    const decoder = new HpackDecoder({ listBytesMax: 1 << 20, fieldsMax: 1000 });
    const fields = new FieldList();
    for (const { wire, header_table_size: tableBytes, headers } of cases) {
      const bytes = Buffer.from(wire, "hex");
      decoder.setTableLimit(tableBytes ?? 4096);
      expect([story, decoder.decode(bytes, 0, bytes.length, fields)]).toEqual([story, "complete"]);
      expect(listed(fields)).toEqual(fieldsOf(headers));
      blocks += 1;
    }
  }
  expect(blocks).toBeGreaterThan(1000);
});

test.skipIf(present.length === 0)(`what we write of every story decodes to it${missing}`, () => {
  const sizes = { theirs: 0, ours: 0 };
  for (const [story, cases] of stories.filter(([name]) => name.startsWith("nghttp2/"))) {
    const decoder = new HpackDecoder({ listBytesMax: 1 << 20, fieldsMax: 1000 });
    const encoder = new HpackEncoder();
    const out = new OctetWriter();
    const fields = new FieldList();
    for (const { wire, headers } of cases) {
      fields.clear();
      for (const [name, value] of fieldsOf(headers)) fields.add(name!, value!);
      encoder.encode(fields, out);
      const block = out.take();
      sizes.theirs += wire.length / 2;
      sizes.ours += block.length;
      expect([story, decoder.decode(block, 0, block.length, fields)]).toEqual([story, "complete"]);
      expect(listed(fields)).toEqual(fieldsOf(headers));
      expect(decoder.tableBytes).toBe(encoder.tableBytes);
    }
  }
  expect(sizes.ours).toBeLessThan(1.1 * sizes.theirs);
});
