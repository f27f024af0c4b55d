import { expect, test } from "vitest";
import { byteClasses, byteClassNames, CLASS_OF } from "./byte-class.ts";
import { chunkClasses, chunkStates, chunkTable } from "./chunk-table.ts";
import { rawBytes } from "./encoder.ts";
import { headStates } from "./head-table.ts";
import { RequestParser } from "./request-parser.ts";
import { ResponseParser } from "./response-parser.ts";
import type { Tolerance } from "./limits.ts";
import { transcript } from "./transcript.ts";

/** One byte of each class, in their order: NUL, control, HT, LF, CR, SP, token, colon, visible, high. */
const BYTES = ["\0", "\x01", "\t", "\n", "\r", " ", "a", ":", "/", "\xff"];

/** Bytes that lead into a state. */
const REACH: Readonly<Record<(typeof headStates)[number], string>> = {
  requestOpening: "",
  openingCr: "\r",
  requestStart: "\r\n",
  method: "G",
  targetStart: "G ",
  target: "G /",
  version: "G / H",
  statusLine: "H",
  startCr: "G / HTTP/1.1\r",
  firstLine: "G / HTTP/1.1\r\n",
  line: "G / HTTP/1.1\r\nHost: h\r\n",
  name: "G / HTTP/1.1\r\nHost",
  value: "G / HTTP/1.1\r\nHost:",
  valueCr: "G / HTTP/1.1\r\nHost: h\r",
  lastCr: "G / HTTP/1.1\r\nHost: h\r\n\r",
};

// Dots go on. In upper case: what only a normalising reader takes. The rest are faults, by their letter.
//                 NUL ctl tab LF CR SP tok : vis high
const EXPECTED: Readonly<Record<(typeof headStates)[number], string>> = {
  requestOpening: "0mmL.m.mmm",
  openingCr: "0cc.cccccc",
  requestStart: "0mmmmm.mmm",
  method: "0mmrr..mmm",
  targetStart: "0ttrrt...t",
  target: "0ttrr....t",
  version: "0rrlrr.r.r",
  statusLine: "0s.ls.....",
  startCr: "0cc.cccccc",
  firstLine: "0ffL.f.eff",
  line: "0fFL.F.eff",
  name: "0f-::-..ff",
  value: "0v.L......",
  valueCr: "0cC.CCCCCC",
  lastCr: "0cc.cccccc",
};

/** Where a line has to be judged at its end. */
const AT_LINE_END = new Map([
  ["version", "0rrrrr.r.r"],
  ["statusLine", "0s.ss....."],
]);

const LETTERS = new Map([
  // The head is over.
  ["host-missing", "."],
  ["nul", "0"],
  ["method", "m"],
  ["bare-cr", "c"],
  ["bare-lf", "l"],
  ["request-line", "r"],
  ["target", "t"],
  ["status-line", "s"],
  ["field-name", "f"],
  ["obs-fold", "f"],
  ["field-name-empty", "e"],
  ["space-before-colon", "-"],
  ["colon-missing", ":"],
  ["field-value", "v"],
]);

function letterOf(state: (typeof headStates)[number], byte: string, tolerance: Tolerance): string {
  const parser =
    state === "statusLine" ? new ResponseParser({ tolerance }) : new RequestParser({ tolerance });
  const isAsked = [parser].filter((one) => one instanceof ResponseParser);
  for (const one of isAsked) one.expect({ method: "GET", isUpgradeAsked: false });
  const [line = ""] = transcript(parser, [rawBytes(REACH[state] + byte)]);
  const kind = /^fault (\S+)/.exec(line)?.[1];
  return kind === undefined ? "." : (LETTERS.get(kind) ?? "?");
}

test.each(headStates)("every byte in %s, strictly", (state) => {
  const letters = BYTES.map((byte) => letterOf(state, byte, "strict")).join("");
  expect(letters).toBe(EXPECTED[state].toLowerCase());
});

test.each(headStates)("every byte in %s, normalising", (state) => {
  const letters = BYTES.map((byte) => letterOf(state, byte, "normalise")).join("");
  const expected = AT_LINE_END.get(state) ?? EXPECTED[state].replaceAll(/[A-Z]/g, ".");
  expect(letters).toBe(expected);
});

test("the classes are numbered as they are listed, and there is a byte of each", () => {
  expect(byteClassNames.map((name) => byteClasses[name])).toEqual([...byteClassNames.keys()]);
  expect(BYTES.map((byte) => CLASS_OF[byte.charCodeAt(0)])).toEqual([...byteClassNames.keys()]);
});

test("exactly the characters of RFC 9110 are those of a token", () => {
  const tokens = Array.from({ length: 256 }, (_, byte) => byte)
    .filter((byte) => CLASS_OF[byte] === byteClasses.token)
    .map((byte) => String.fromCharCode(byte));
  expect(tokens.join("")).toBe(
    "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~",
  );
});

const CHUNK_BYTES = ["\0", "a", "z", ";", "=", '"', "\\", " ", "\r", "\n", "/"];

const CHUNK_REACH: Readonly<Record<(typeof chunkStates)[number], string>> = {
  sizeStart: "",
  size: "1",
  sizeSpace: "1 ",
  extensionStart: "1;",
  name: "1;z",
  nameSpace: "1;z ",
  valueStart: "1;z=",
  value: "1;z=z",
  quoted: '1;z="',
  escaped: '1;z="\\',
  valueEnd: '1;z=""',
  lineEnd: "1\r",
  dataEnd: "1\r\nx",
  dataLf: "1\r\nx\r",
};

//              bad hex tok ; = " \ SP CR LF text
const CHUNK_EXPECTED: Readonly<Record<(typeof chunkStates)[number], string>> = {
  sizeStart: "x.xxxxxxxxx",
  size: "x.x.xxx..xx",
  sizeSpace: "xxx.xxx.xxx",
  extensionStart: "x..xxxx.xxx",
  name: "x....xx..xx",
  nameSpace: "xxx..xx.xxx",
  valueStart: "x..xx.x.xxx",
  value: "x...xxx..xx",
  quoted: "x.......xx.",
  escaped: "x.......xx.",
  valueEnd: "xxx.xxx..xx",
  lineEnd: "xxxxxxxxx.x",
  dataEnd: "xxxxxxxx.xx",
  dataLf: "xxxxxxxxx.x",
};

test.each(chunkStates)("every byte in %s of a chunked body", (state) => {
  const head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const letters = CHUNK_BYTES.map((byte) => {
    const lines = transcript(new RequestParser(), [rawBytes(head + CHUNK_REACH[state] + byte)]);
    return lines.at(-1)?.startsWith("fault chunk-") === true ? "x" : ".";
  });
  expect(letters.join("")).toBe(CHUNK_EXPECTED[state]);
});

test("the rows of the chunk table name no other class", () => {
  const names = Object.values(chunkTable).flatMap((row) => Object.keys(row));
  expect(new Set(names)).toEqual(new Set(chunkClasses.filter((name) => name !== "bad")));
});
