import { expect, test } from "vitest";
import type { HttpField } from "../http1/field.ts";
import { FieldList } from "../http2/hpack/field-list.ts";
import { writeHttp2Request, writeHttp2Response } from "../http2/message/write-message.ts";
import { type Content, type PortableRequest, type PortableResponse } from "./portable.ts";
import { requestToHttp1, responseToHttp1 } from "./to-http1.ts";
import { answerOverHttp2, overHttp2, response } from "./testing/heads.ts";

const bare: PortableRequest = {
  kind: "request",
  method: "GET",
  scheme: "https",
  authority: { host: "h", port: undefined },
  authorityText: "h",
  path: "/",
  protocol: undefined,
  isContinueExpected: false,
  fields: [],
  content: "none",
  upgrade: undefined,
};
const answer: PortableResponse = {
  kind: "response",
  status: 200,
  isInterim: false,
  reason: "",
  fields: [],
  content: "none",
  upgrade: undefined,
};
const length = (value: string): HttpField => ({ name: "content-length", value });
const framingText = (fields: readonly HttpField[]): string =>
  fields
    .filter(({ name }) => name !== "host")
    .map(({ name, value }) => `${name} ${value}`)
    .join(", ");

type Framed = readonly [
  content: Content,
  fields: readonly HttpField[],
  framing: string,
  text: string,
];
type FramedRequest = readonly [method: string, ...Framed];
type FramedResponse = readonly [status: number, method: string, minor: 0 | 1, ...Framed];

test.each<FramedRequest>([
  ["GET", "none", [], "none", ""],
  ["POST", "none", [], "length", "content-length 0"],
  ["PUT", "none", [], "length", "content-length 0"],
  ["GET", 0, [length("0")], "length", "content-length 0"],
  ["GET", 5, [length("5")], "length", "content-length 5"],
  ["GET", 5, [], "length", "content-length 5"],
  ["GET", "open", [], "chunked", "transfer-encoding chunked"],
  ["GET", "open", [length("5")], "chunked", "transfer-encoding chunked"],
  ["CONNECT", "tunnel", [length("5")], "none", ""],
])("%s with %s after it is framed: %j", (method, content, ...rest) => {
  const [fields, framing, text] = rest;
  const written = requestToHttp1({ ...bare, method, content, fields });
  expect(written.framing.kind).toBe(framing);
  expect(framingText(written.fields)).toBe(text);
});

test.each<FramedResponse>([
  [200, "GET", 1, "none", [], "length", "content-length 0"],
  [200, "GET", 1, 5, [length("5")], "length", "content-length 5"],
  [200, "GET", 1, 5, [], "length", "content-length 5"],
  [200, "GET", 1, "open", [], "chunked", "transfer-encoding chunked"],
  [200, "GET", 0, "open", [], "close", ""],
  [200, "GET", 0, "open", [length("5")], "close", ""],
  [200, "HEAD", 1, "none", [length("5")], "none", "content-length 5"],
  [200, "HEAD", 1, "none", [], "none", ""],
  [304, "GET", 1, "none", [length("5")], "none", "content-length 5"],
  [304, "GET", 1, "none", [], "none", ""],
  [200, "HEAD", 1, 5, [length("5")], "none", "content-length 5"],
  [204, "GET", 1, "none", [length("5")], "none", ""],
  [204, "GET", 1, "none", [], "none", ""],
  [103, "GET", 1, "none", [length("5")], "interim", ""],
  [200, "CONNECT", 1, "tunnel", [length("5")], "tunnel", ""],
])("%s to %s of HTTP/1.%s with %s after it is framed: %j", (status, method, minor, ...rest) => {
  const [content, fields, framing, text] = rest;
  const isInterim = status < 200;
  const written = responseToHttp1(
    { ...answer, status, isInterim, content, fields },
    { method, minor },
  );
  expect(written.framing.kind).toBe(framing);
  expect(framingText(written.fields)).toBe(text);
});

test("HTTP/2 has no reason phrase, and none is made up for it", () => {
  const head = answerOverHttp2(response("GET", "HTTP/1.1 404 Gone fishing"), "GET");
  expect(head.reason).toBe("");
  expect(responseToHttp1(head, { method: "GET", minor: 1 }).line).toEqual({
    status: 404,
    reason: "",
  });
});

test("what HTTP/2 cannot carry is the caller's misuse", () => {
  const list = new FieldList();
  const write = (fields: readonly HttpField[]) => () => {
    writeHttp2Request({ ...bare, fields }, list);
  };
  expect(write([{ name: "X-A", value: "1" }])).toThrow("a name of HTTP/2");
  expect(write([{ name: "", value: "1" }])).toThrow("a name of HTTP/2");
  // A fold that nobody has undone.
  expect(write([{ name: "x-a", value: "1\r\n 2" }])).toThrow("a value of x-a");
  expect(write([{ name: "x-a", value: "1 " }])).toThrow("a value of x-a");
  expect(() => {
    writeHttp2Response({ ...answer, status: 99 }, list);
  }).toThrow(":status");
});

test("a field that must not be indexed stays so", () => {
  const list = new FieldList();
  const fields = [{ name: "x-a", value: "1", isNeverIndexed: true }] as const;
  writeHttp2Request({ ...bare, fields }, list);
  expect(list.isNeverIndexed(4)).toBe(true);
  expect(overHttp2({ ...bare, fields }).fields).toEqual(fields);
});
