// Heads, chunk lines and trailers in the one form that everybody reads alike. What would not be that
// form is the caller's misuse and throws. `rawBytes` is the way around it: it writes what it is given.

import type { HttpField } from "./field.ts";
import { WireMisuseError } from "../misuse.ts";
import { Slab } from "../slab.ts";
import { byteClasses, CLASS_OF, isToken } from "./byte-class.ts";
import { reasonOf } from "./reason.ts";

export interface RequestLine {
  readonly method: string;
  readonly target: string;
  /** HTTP/1.1 unless said otherwise. */
  readonly minor?: 0 | 1;
}

export interface StatusLine {
  readonly status: number;
  /** What the status is usually called unless said otherwise. */
  readonly reason?: string;
  readonly minor?: 0 | 1;
}

// Pieces are handed out once.
const slab = new Slab();

export function encodeRequestHead(line: RequestLine, fields: readonly HttpField[]): Uint8Array {
  const { method, target, minor = 1 } = line;
  if (!isToken(method)) misused("a method", method);
  if (!isTarget(target)) misused("a target", target);
  return section(`${method} ${target} HTTP/1.${minor}\r\n`, fields);
}

export function encodeResponseHead(line: StatusLine, fields: readonly HttpField[]): Uint8Array {
  const { status, reason = reasonOf(status), minor = 1 } = line;
  if (!Number.isInteger(status) || status < 100 || status > 599) misused("a status", `${status}`);
  if (!isText(reason)) misused("a reason", reason);
  return section(`HTTP/1.${minor} ${status} ${reason}\r\n`, fields);
}

/** What comes before the data of a chunk; behind it comes `encodeChunkEnd`. */
export function encodeChunkStart(dataBytes: number, extension = ""): Uint8Array {
  if (!Number.isSafeInteger(dataBytes) || dataBytes <= 0) misused("a chunk size", `${dataBytes}`);
  if (!isText(extension)) misused("a chunk extension", extension);
  const separator = extension === "" ? "" : ";";
  return rawBytes(`${dataBytes.toString(16)}${separator}${extension}\r\n`);
}

export function encodeChunkEnd(): Uint8Array {
  return rawBytes("\r\n");
}

/** The end of a chunked body. */
export function encodeLastChunk(trailers: readonly HttpField[] = []): Uint8Array {
  return section("0\r\n", trailers);
}

/** One byte a unit, whatever they are: for whoever has to send what nobody should. */
export function rawBytes(text: string): Uint8Array {
  const bytes = slab.take(text.length);
  put(bytes, 0, text);
  return bytes;
}

function section(start: string, fields: readonly HttpField[]): Uint8Array {
  let length = start.length + 2;
  for (const { name, value } of fields) {
    if (!isToken(name)) misused("a field name", name);
    if (isPadded(value)) misused(`a value of ${name}`, value);
    length += name.length + value.length + 4;
  }
  const bytes = slab.take(length);
  let at = put(bytes, 0, start);
  for (const { name, value } of fields) {
    at = put(bytes, at, name);
    bytes[at] = 0x3a;
    bytes[at + 1] = 0x20;
    at = putText(bytes, at + 2, value);
    if (at < 0) misused(`a value of ${name}`, value);
    at = putLineEnd(bytes, at);
  }
  putLineEnd(bytes, at);
  return bytes;
}

function put(bytes: Uint8Array, start: number, text: string): number {
  for (let at = 0; at < text.length; at += 1) bytes[start + at] = text.charCodeAt(at);
  return start + text.length;
}

/** The same of a text, checked on the way; negative where it is none. */
function putText(bytes: Uint8Array, start: number, text: string): number {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (!isTextUnit(unit)) return -1;
    bytes[start + at] = unit;
  }
  return start + text.length;
}

function putLineEnd(bytes: Uint8Array, at: number): number {
  bytes[at] = 0x0d;
  bytes[at + 1] = 0x0a;
  return at + 2;
}

/** Visible characters, spaces, tabs and bytes above ASCII: no line can end in it. */
function isText(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (!isTextUnit(text.charCodeAt(at))) return false;
  }
  return true;
}

function isTextUnit(unit: number): boolean {
  const column = CLASS_OF[unit];
  return column !== undefined && (column >= byteClasses.space || column === byteClasses.tab);
}

function isTarget(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const column = CLASS_OF[text.charCodeAt(at)];
    if (column === undefined || column <= byteClasses.space || column === byteClasses.high) {
      return false;
    }
  }
  return text.length > 0;
}

/** A reader would not see the whitespace around a value. */
function isPadded(value: string): boolean {
  return isBlank(value.charCodeAt(0)) || isBlank(value.charCodeAt(value.length - 1));
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}

function misused(what: string, text: string): never {
  throw new WireMisuseError("http1-text", `${JSON.stringify(text)} cannot be written as ${what}`);
}
