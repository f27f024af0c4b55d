import { expect, test } from "vitest";
import { OctetWriter } from "../octet-writer.ts";
import { HpackDecoder } from "./decoder.ts";
import { HpackEncoder } from "./encoder.ts";
import { FieldList } from "./field-list.ts";
import { writeInteger } from "./integer.ts";

// RFC 7541 Appendix C: blocks in the order in which one connection carries them, what each one holds,
// and the size of the table after it.

type Field = readonly [name: string, value: string];
type Example = readonly [block: string, fields: readonly Field[], tableBytes: number];

const GET_WWW: readonly Field[] = [
  [":method", "GET"],
  [":scheme", "http"],
  [":path", "/"],
  [":authority", "www.example.com"],
];
const REQUESTS: readonly (readonly Field[])[] = [
  GET_WWW,
  [...GET_WWW, ["cache-control", "no-cache"]],
  [
    [":method", "GET"],
    [":scheme", "https"],
    [":path", "/index.html"],
    [":authority", "www.example.com"],
    ["custom-key", "custom-value"],
  ],
];
const SAME: readonly Field[] = [
  ["cache-control", "private"],
  ["date", "Mon, 21 Oct 2013 20:13:21 GMT"],
  ["location", "https://www.example.com"],
];
const RESPONSES: readonly (readonly Field[])[] = [
  [[":status", "302"], ...SAME],
  [[":status", "307"], ...SAME],
  [
    [":status", "200"],
    ["cache-control", "private"],
    ["date", "Mon, 21 Oct 2013 20:13:22 GMT"],
    ["location", "https://www.example.com"],
    ["content-encoding", "gzip"],
    ["set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"],
  ],
];

const HUFFMAN_REQUESTS: readonly string[] = [
  "828684418cf1e3c2e5f23a6ba0ab90f4ff",
  "828684be5886a8eb10649cbf",
  "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
];

const DATE = "4d6f6e2c203231204f637420323031332032303a31333a3231";
/** A table of 256 octets, before the first response. */
const SIZE_256 = "3fe101";

const connections: Readonly<Record<string, readonly Example[]>> = {
  "C.2.1": [
    ["400a637573746f6d2d6b65790d637573746f6d2d686561646572", [["custom-key", "custom-header"]], 55],
  ],
  "C.2.2": [["040c2f73616d706c652f70617468", [[":path", "/sample/path"]], 0]],
  "C.2.3": [["100870617373776f726406736563726574", [["password", "secret"]], 0]],
  "C.2.4": [["82", [[":method", "GET"]], 0]],
  "C.3": [
    ["828684410f7777772e6578616d706c652e636f6d", REQUESTS[0]!, 57],
    ["828684be58086e6f2d6361636865", REQUESTS[1]!, 110],
    ["828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565", REQUESTS[2]!, 164],
  ],
  "C.4": [
    [HUFFMAN_REQUESTS[0]!, REQUESTS[0]!, 57],
    [HUFFMAN_REQUESTS[1]!, REQUESTS[1]!, 110],
    [HUFFMAN_REQUESTS[2]!, REQUESTS[2]!, 164],
  ],
  "C.5": [
    [SIZE_256, [], 0],
    [
      `4803333032580770726976617465611d${DATE}20474d546e17` +
        "68747470733a2f2f7777772e6578616d706c652e636f6d",
      RESPONSES[0]!,
      222,
    ],
    ["4803333037c1c0bf", RESPONSES[1]!, 222],
    [
      "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a6970" +
        "7738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d61" +
        "67653d333630303b2076657273696f6e3d31",
      RESPONSES[2]!,
      215,
    ],
  ],
  "C.6": [
    [SIZE_256, [], 0],
    [
      "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff" +
        "6e919d29ad171863c78f0b97c8e9ae82ae43d3",
      RESPONSES[0]!,
      222,
    ],
    ["4883640effc1c0bf", RESPONSES[1]!, 222],
    [
      "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2" +
        "e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
      RESPONSES[2]!,
      215,
    ],
  ],
};

const listed = (fields: FieldList): Field[] =>
  Array.from({ length: fields.count }, (_, index) => [fields.name(index), fields.value(index)]);

test.each([
  [5, 10, "0a"],
  [5, 1337, "1f9a0a"],
  [8, 42, "2a"],
])("C.1: with a prefix of %d bits, %d is %s", (prefixBits, value, spelled) => {
  const out = new OctetWriter();
  writeInteger(out, 0, prefixBits, value);
  expect(Buffer.from(out.take()).toString("hex")).toBe(spelled);
});

test.each(Object.entries(connections))("%s decodes as the RFC says", (_, examples) => {
  const decoder = new HpackDecoder({ listBytesMax: 4096, fieldsMax: 16 });
  const fields = new FieldList();
  for (const [block, expected, tableBytes] of examples) {
    const bytes = Buffer.from(block, "hex");
    expect(decoder.decode(bytes, 0, bytes.length, fields)).toBe("complete");
    expect(listed(fields)).toEqual(expected);
    expect(decoder.tableBytes).toBe(tableBytes);
  }
});

test("C.2.3 is the one that is never indexed", () => {
  const decoder = new HpackDecoder({ listBytesMax: 4096, fieldsMax: 16 });
  const fields = new FieldList();
  const never = ["C.2.1", "C.2.2", "C.2.3", "C.2.4"].filter((example) => {
    const bytes = Buffer.from(connections[example]![0]![0], "hex");
    decoder.decode(bytes, 0, bytes.length, fields);
    return fields.isNeverIndexed(0);
  });
  expect(never).toEqual(["C.2.3"]);
});

test("C.4 is what the encoder writes for these requests", () => {
  const encoder = new HpackEncoder();
  const out = new OctetWriter();
  const blocks = REQUESTS.map((request) => {
    const fields = new FieldList();
    for (const [name, value] of request) fields.add(name, value);
    encoder.encode(fields, out);
    return Buffer.from(out.take()).toString("hex");
  });
  expect(blocks).toEqual(HUFFMAN_REQUESTS);
  expect(encoder.tableBytes).toBe(164);
});
