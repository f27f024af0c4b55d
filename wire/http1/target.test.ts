import { expect, test } from "vitest";
import { parseAuthority } from "./authority.ts";
import { parseTarget } from "./target.ts";

test.each([
  ["h", "h", undefined],
  ["H.Example", "h.example", undefined],
  ["h.", "h.", undefined],
  ["h:", "h", undefined],
  ["h:0080", "h", 80],
  ["h:65535", "h", 65_535],
  ["a_b~c-d.e", "a_b~c-d.e", undefined],
  ["caf%C3%A9", "caf%c3%a9", undefined],
  ["127.0.0.1:1", "127.0.0.1", 1],
  ["[::]", "[::]", undefined],
  ["[::1]:80", "[::1]", 80],
  ["[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]", undefined],
  ["[FE80::a]:443", "[fe80::a]", 443],
  ["[::ffff:1.2.3.4]", "[::ffff:1.2.3.4]", undefined],
  ["[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]", undefined],
])("%s is a host and a port", (text, host, port) => {
  expect(parseAuthority(text)).toEqual({ host, port });
});

test.each([
  "",
  ":80",
  "h:65536",
  "h:123456",
  "h:-1",
  "h:8 0",
  "h:80:80",
  "u@h",
  "h/",
  "h?",
  "a b",
  "a,b",
  "a;b",
  "a%4",
  "a%zz",
  "caf\xe9",
  "[",
  "[]",
  "[]:80",
  "[::1",
  "::1",
  "[::1]80",
  "[1:2:3]",
  "[1::2::3]",
  "[1:2:3:4:5:6:7:8:9]",
  "[1:2:3:4:5:6:7:8::]",
  "[12345::]",
  "[::g]",
  "[::1%25eth0]",
  "[v1.a]",
  "[1.2.3.4::]",
  "[::1.2.3.256]",
  "[::1.2.3]",
  "[:::]",
])("%j is none", (text) => {
  expect(parseAuthority(text)).toBeUndefined();
});

const h = { host: "h", port: undefined };

test.each([
  ["GET", "/", { form: "origin", authority: undefined, path: "/" }],
  ["GET", "//a/../b?c?d", { form: "origin", authority: undefined, path: "//a/../b?c?d" }],
  ["GET", "http://h", { form: "absolute", authority: h, path: "/" }],
  ["GET", "HTTPS://h/a?b", { form: "absolute", authority: h, path: "/a?b" }],
  ["GET", "http://h?b/c", { form: "absolute", authority: h, path: "/?b/c" }],
  ["OPTIONS", "*", { form: "asterisk", authority: undefined, path: "*" }],
  ["OPTIONS", "http://h", { form: "absolute", authority: h, path: "*" }],
  ["OPTIONS", "http://h/", { form: "absolute", authority: h, path: "/" }],
  ["CONNECT", "h:1", { form: "authority", authority: { host: "h", port: 1 }, path: "" }],
])("%s %s", (method, target, expected) => {
  expect(parseTarget(method, target)).toEqual(expected);
});

test.each([
  ["GET", "a"],
  ["GET", "*"],
  ["GET", "?a"],
  ["GET", "/#a"],
  ["GET", "http:///a"],
  ["GET", "http:a"],
  ["GET", "http://u@h/"],
  ["GET", "1http://h/"],
  ["GET", "h:1"],
  ["OPTIONS", "*a"],
  ["CONNECT", "/"],
  ["CONNECT", "h"],
  ["CONNECT", "h:"],
  ["CONNECT", "h:0"],
  ["CONNECT", "http://h:1"],
  ["CONNECT", "*"],
])("%s %s is refused", (method, target) => {
  expect(parseTarget(method, target)).toBeUndefined();
});
