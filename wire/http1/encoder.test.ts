import fc from "fast-check";
import { expect, test } from "vitest";
import type { HttpField } from "./field.ts";
import { WireMisuseError } from "../misuse.ts";
import {
  encodeChunkEnd,
  encodeChunkStart,
  encodeLastChunk,
  encodeRequestHead,
  encodeResponseHead,
  rawBytes,
} from "./encoder.ts";
import { cutAt, ofRequests, ofResponses } from "./transcript.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const join = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

test("heads and chunks have one form", () => {
  const host = [
    { name: "host", value: "h" },
    { name: "empty", value: "" },
  ];
  expect(text(encodeRequestHead({ method: "GET", target: "/" }, host))).toBe(
    "GET / HTTP/1.1\r\nhost: h\r\nempty: \r\n\r\n",
  );
  expect(text(encodeResponseHead({ status: 404 }, []))).toBe("HTTP/1.1 404 Not Found\r\n\r\n");
  expect(text(encodeResponseHead({ status: 299, minor: 0 }, []))).toBe("HTTP/1.0 299 \r\n\r\n");
  expect(text(encodeResponseHead({ status: 200, reason: "\xfc" }, []))).toBe(
    "HTTP/1.1 200 \xfc\r\n\r\n",
  );
  expect(text(encodeChunkStart(255))).toBe("ff\r\n");
  expect(text(encodeChunkStart(1, 'a="b"'))).toBe('1;a="b"\r\n');
  expect(text(encodeChunkEnd())).toBe("\r\n");
  expect(text(encodeLastChunk())).toBe("0\r\n\r\n");
  expect(text(encodeLastChunk([{ name: "T", value: "1" }]))).toBe("0\r\nT: 1\r\n\r\n");
});

test.each([
  ["a method of two words", () => encodeRequestHead({ method: "GET /", target: "/" }, [])],
  ["no method", () => encodeRequestHead({ method: "", target: "/" }, [])],
  ["a target with a space", () => encodeRequestHead({ method: "GET", target: "/ HTTP/1.1" }, [])],
  ["a target above ASCII", () => encodeRequestHead({ method: "GET", target: "/\xe9" }, [])],
  ["no target", () => encodeRequestHead({ method: "GET", target: "" }, [])],
  [
    "a name that ends a line",
    () => encodeResponseHead({ status: 200 }, [{ name: "a\r\nb", value: "" }]),
  ],
  [
    "a name with a colon",
    () => encodeResponseHead({ status: 200 }, [{ name: ":path", value: "" }]),
  ],
  [
    "a value that ends a line",
    () => encodeResponseHead({ status: 200 }, [{ name: "a", value: "b\r\nc: d" }]),
  ],
  ["a value with a bare LF", () => encodeLastChunk([{ name: "a", value: "b\nc" }])],
  ["a value with a NUL", () => encodeLastChunk([{ name: "a", value: "\0" }])],
  ["a value beyond a byte", () => encodeLastChunk([{ name: "a", value: "\u010a" }])],
  ["a value with space around it", () => encodeLastChunk([{ name: "a", value: "b " }])],
  ["a reason that ends a line", () => encodeResponseHead({ status: 200, reason: "a\r\nb" }, [])],
  ["a status of four digits", () => encodeResponseHead({ status: 2000 }, [])],
  ["half a status", () => encodeResponseHead({ status: 200.5 }, [])],
  ["a chunk of nothing, which would be the last", () => encodeChunkStart(0)],
  ["half a byte", () => encodeChunkStart(0.5)],
  ["an extension that ends a line", () => encodeChunkStart(1, "a\r\n0\r\n\r\n")],
])("%s cannot be written", (_, write) => {
  expect(write).toThrow(WireMisuseError);
  expect(write).toThrow(expect.objectContaining({ code: "http1-text" }));
});

test("anything at all can be written raw", () => {
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  expect([...rawBytes(String.fromCharCode(...all))]).toEqual(all);
});

const units = (pattern: string): readonly string[] =>
  Array.from({ length: 256 }, (_, unit) => String.fromCharCode(unit)).filter((unit) =>
    new RegExp(pattern).test(unit),
  );
const token = fc.string({
  unit: fc.constantFrom(...units("[\\w!#$%&'*+.^`|~-]")),
  minLength: 1,
  maxLength: 40,
});
const value = fc
  .string({ unit: fc.constantFrom(...units("[\\t\\x20-\\x7e\\x80-\\xff]")), maxLength: 200 })
  .filter((content) => !/^[ \t]|[ \t]$/.test(content));
const known = /^(?:host|content-length|transfer-encoding|connection|upgrade|expect)$/i;
const forbidden = /^(?:authorization|content-\w+|keep-alive|proxy-connection|te|trailer)$/i;
const field = fc.record({
  name: token.filter((name) => !known.test(name) && !forbidden.test(name)),
  value,
});
const fields = fc.array(field, { maxLength: 8 });
const body = fc.array(
  fc.string({ unit: fc.constantFrom(...units("[^]")), minLength: 1, maxLength: 60 }),
  { maxLength: 6 },
);
const cuts = fc.array(fc.nat(2000), { maxLength: 8 });
const target = fc
  .string({ unit: fc.constantFrom(...units('[!"$-~]')), maxLength: 60 })
  .map((rest) => `/${rest}`);

const shown = (list: readonly HttpField[]): string =>
  list.map((one) => ` | ${one.name.toLowerCase()}: ${one.value}`).join("");
const bodyLines = (parts: readonly string[]): readonly string[] =>
  [parts.join("")].filter((content) => content !== "").map((content) => `body ${content}`);

test("what is written is read, whatever the pieces: chunked requests with trailers", () => {
  const host = { name: "host", value: "h" };
  const coding = { name: "transfer-encoding", value: "chunked" };
  const method = token.filter((name) => name.length <= 32 && name !== "CONNECT");
  const request = fc.record({ method, target, others: fields, parts: body, trailers: fields });
  fc.assert(
    fc.property(request, cuts, ({ others, parts, trailers, ...line }, places) => {
      const head = [host, ...others, coding];
      const chunks = parts.flatMap((part) => [
        encodeChunkStart(part.length),
        rawBytes(part),
        encodeChunkEnd(),
      ]);
      const bytes = join([encodeRequestHead(line, head), ...chunks, encodeLastChunk(trailers)]);
      expect(ofRequests(cutAt(bytes, places), "fin")).toEqual([
        `${line.method} ${line.target} 1.1 chunked${shown(head)}`,
        ...bodyLines(parts),
        `end${shown(trailers)}`,
        "closed",
      ]);
    }),
    { numRuns: 300 },
  );
});

test("what is written is read, whatever the pieces: answers with a length behind interim ones", () => {
  const status = fc.integer({ min: 200, max: 599 }).filter((code) => code !== 204 && code !== 304);
  const hints = fc.array(fields, { maxLength: 3 });
  const answer = fc.record({ status, reason: value, others: fields, parts: body, hints });
  fc.assert(
    fc.property(answer, cuts, ({ others, parts, hints: interim, ...line }, places) => {
      const length = parts.join("").length;
      const head = [...others, { name: "content-length", value: String(length) }];
      const bytes = join([
        ...interim.map((hint) => encodeResponseHead({ status: 103, reason: "" }, hint)),
        encodeResponseHead(line, head),
        rawBytes(parts.join("")),
      ]);
      expect(ofResponses(["GET"], cutAt(bytes, places), "fin")).toEqual([
        ...interim.map((hint) => `103  1.1 interim${shown(hint)}`),
        `${line.status} ${line.reason} 1.1 length ${length}${shown(head)}`,
        ...bodyLines(parts),
        "end",
        "closed",
      ]);
    }),
    { numRuns: 300 },
  );
});

test("how a body is cut into chunks does not change it", () => {
  const head = rawBytes("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  const content = rawBytes("0\r\n\r\nGET / HTTP/1.1\r\n\r\n".repeat(5));
  const whole = ofRequests([
    head,
    encodeChunkStart(content.length),
    content,
    rawBytes("\r\n0\r\n\r\n"),
  ]);
  fc.assert(
    fc.property(cuts, cuts, (chunkPlaces, places) => {
      const chunks = cutAt(content, chunkPlaces).filter((chunk) => chunk.length > 0);
      const bytes = join([
        head,
        ...chunks.flatMap((chunk) => [
          encodeChunkStart(chunk.length, "a=1"),
          chunk,
          encodeChunkEnd(),
        ]),
        encodeLastChunk(),
      ]);
      expect(ofRequests(cutAt(bytes, places))).toEqual(whole);
    }),
  );
});
