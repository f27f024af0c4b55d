// What a message of HTTP/2 says that is in order.

import { expect, test } from "vitest";
import type { PortableRequest } from "../../message/portable.ts";
import { readHttp2Request, readHttp2Trailers } from "./read-message.ts";
import { but, CONNECT, GET, listOf, POST, type Row } from "./testing/rows.ts";

const accepted = (rows: readonly Row[], endStream = false): PortableRequest => {
  const head = readHttp2Request(listOf(rows), { endStream });
  expect(head.kind).toBe("request");
  return head as PortableRequest;
};

test("crumbs of Cookie are one line where the first one was (§8.2.3)", () => {
  const rows: readonly Row[] = [
    ...GET,
    ["cookie", "a=b"],
    ["x-a", "1"],
    ["cookie", ""],
    ["cookie", "c=d"],
    ["cookie", "e=f"],
  ];
  expect(accepted(rows).fields).toEqual([
    { name: "cookie", value: "a=b; c=d; e=f" },
    { name: "x-a", value: "1" },
  ]);
  expect(accepted([...GET, ["cookie", ""], ["cookie", ""]]).fields).toEqual([
    { name: "cookie", value: "" },
  ]);
});

test("a crumb that is never indexed makes the line never indexed (RFC 7541 §7.1.3)", () => {
  const list = listOf([...GET, ["cookie", "a"]]);
  list.add("cookie", "b", true);
  list.add("authorization", "c", true);
  const head = readHttp2Request(list, { endStream: true });
  expect(head).toHaveProperty("fields", [
    { name: "cookie", value: "a; b", isNeverIndexed: true },
    { name: "authorization", value: "c", isNeverIndexed: true },
  ]);
});

test("lines of Content-Length are one, and none where it says nothing", () => {
  const twice = accepted([...POST, ["content-length", "05"], ["a", "b"], ["content-length", "5"]]);
  expect(twice.content).toBe(5);
  expect(twice.fields).toEqual([
    { name: "content-length", value: "5" },
    { name: "a", value: "b" },
  ]);
  expect(accepted([...CONNECT, ["content-length", "5"]])).toMatchObject({
    content: "tunnel",
    fields: [],
  });
});

test.each([
  ["none", GET, true],
  ["open", GET, false],
  [0, [...POST, ["content-length", "0"]] as const, true],
  [5, [...POST, ["content-length", "5"]] as const, false],
  ["tunnel", CONNECT, false],
])("what follows is %s", (content, rows, endStream) => {
  expect(accepted(rows, endStream).content).toBe(content);
});

test("what a request asks is in its head: Host is there no more", () => {
  expect(
    accepted([...but(":scheme", "HTTPS"), ["host", "Example.ORG:443"], ["expect", "100-Continue"]]),
  ).toEqual({
    kind: "request",
    method: "GET",
    scheme: "https",
    authority: { host: "example.org", port: undefined },
    authorityText: "example.org",
    path: "/a?b=c",
    protocol: undefined,
    isContinueExpected: true,
    fields: [{ name: "expect", value: "100-Continue" }],
    content: "open",
    upgrade: undefined,
  });
});

test("framing and routing in trailers is left out (H2-CONVERT)", () => {
  const list = listOf([
    ["x-sum", "1"],
    ["content-length", "5"],
    ["host", "a"],
    ["te", "trailers"],
    ["authorization", "b"],
    ["x-sum", "2"],
  ]);
  expect(readHttp2Trailers(list)).toEqual({
    kind: "trailers",
    fields: [
      { name: "x-sum", value: "1" },
      { name: "x-sum", value: "2" },
    ],
  });
});
