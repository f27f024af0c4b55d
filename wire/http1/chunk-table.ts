// The lines between the data of a chunked body (RFC 9112 §7.1) as a table, extensions with their
// quoted values included. What is absent is a fault: nothing here is read another way than written.

import type { Http1FaultKind } from "./fault.ts";
import { byteClasses, CLASS_OF } from "./byte-class.ts";

/** The order is the numbering of the columns. */
export const chunkClasses = [
  "bad",
  "hex",
  "token",
  "semicolon",
  "equals",
  "quote",
  "backslash",
  "space",
  "cr",
  "lf",
  "text",
] as const;

export type ChunkClass = (typeof chunkClasses)[number];

export const CHUNK_CLASS_BITS = 4;

/** The order is the numbering of the compiled table. */
export const chunkStates = [
  "sizeStart",
  "size",
  "sizeSpace",
  "extensionStart",
  "name",
  "nameSpace",
  "valueStart",
  "value",
  "quoted",
  "escaped",
  "valueEnd",
  "lineEnd",
  "dataEnd",
  "dataLf",
] as const;

export type ChunkState = (typeof chunkStates)[number];

export type ChunkRow = Partial<Record<ChunkClass, ChunkState | "line">>;

const quotedText = {
  hex: "quoted",
  token: "quoted",
  semicolon: "quoted",
  equals: "quoted",
  space: "quoted",
  text: "quoted",
} as const satisfies ChunkRow;

/** `line` is the end of a chunk's first line: data comes, or after a size of zero the trailers. */
export const chunkTable: Readonly<Record<ChunkState, ChunkRow>> = {
  sizeStart: { hex: "size" },
  size: { hex: "size", semicolon: "extensionStart", space: "sizeSpace", cr: "lineEnd" },
  // Bad whitespace, but only before a semicolon: "5 " is no size.
  sizeSpace: { space: "sizeSpace", semicolon: "extensionStart" },
  extensionStart: { space: "extensionStart", hex: "name", token: "name" },
  name: {
    hex: "name",
    token: "name",
    equals: "valueStart",
    semicolon: "extensionStart",
    space: "nameSpace",
    cr: "lineEnd",
  },
  nameSpace: { space: "nameSpace", equals: "valueStart", semicolon: "extensionStart" },
  valueStart: { space: "valueStart", hex: "value", token: "value", quote: "quoted" },
  value: {
    hex: "value",
    token: "value",
    semicolon: "extensionStart",
    space: "valueEnd",
    cr: "lineEnd",
  },
  quoted: { ...quotedText, backslash: "escaped", quote: "valueEnd" },
  escaped: { ...quotedText, backslash: "quoted", quote: "quoted" },
  valueEnd: { space: "valueEnd", semicolon: "extensionStart", cr: "lineEnd" },
  lineEnd: { lf: "line" },
  dataEnd: { cr: "dataLf" },
  dataLf: { lf: "sizeStart" },
};

export const NO_CHUNK_TRANSITION = 0xff;
export const LINE = 0xfe;

export const chunkCells: Readonly<Uint8Array> = compile();

function compile(): Readonly<Uint8Array> {
  const cells = new Uint8Array(chunkStates.length << CHUNK_CLASS_BITS).fill(NO_CHUNK_TRANSITION);
  for (const [position, state] of chunkStates.entries()) {
    for (const [column, name] of chunkClasses.entries()) {
      const to = chunkTable[state][name];
      if (to === undefined) continue;
      const next = to === "line" ? LINE : chunkStates.indexOf(to);
      cells[(position << CHUNK_CLASS_BITS) | column] = next;
    }
  }
  return cells;
}

const named: ReadonlyMap<string, ChunkClass> = new Map([
  [";", "semicolon"],
  ["=", "equals"],
  ['"', "quote"],
  ["\\", "backslash"],
  [" ", "space"],
  ["\t", "space"],
  ["\r", "cr"],
  ["\n", "lf"],
]);

export const CHUNK_CLASS_OF: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) =>
  chunkClasses.indexOf(classify(byte)),
);

function classify(byte: number): ChunkClass {
  const character = String.fromCharCode(byte);
  const known = named.get(character);
  if (known !== undefined) return known;
  if (/[0-9A-Fa-f]/.test(character)) return "hex";
  const column = CLASS_OF[byte];
  if (column === byteClasses.token) return "token";
  return column === byteClasses.nul || column === byteClasses.control ? "bad" : "text";
}

/** Why there is no transition. */
export function chunkFault(state: ChunkState): Http1FaultKind {
  switch (state) {
    case "sizeStart":
    case "size":
    case "sizeSpace":
    case "lineEnd":
      return "chunk-size";
    case "dataEnd":
    case "dataLf":
      return "chunk-end";
    case "extensionStart":
    case "name":
    case "nameSpace":
    case "valueStart":
    case "value":
    case "quoted":
    case "escaped":
    case "valueEnd":
      return "chunk-extension";
  }
}
