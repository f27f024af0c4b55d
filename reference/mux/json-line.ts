// An object as one line of JSON, absent members left out: what `JSON.stringify` and the escapes of
// hazards would make of it, in a third of the time where its texts are plain, as nearly all are.

import { escaped } from "../audit/hazard.ts";

type Value = string | number | readonly string[] | undefined;

/** A name of a column, and how it stands behind another column, before a plain text with its quote. */
export interface JsonKey<Name extends string> {
  readonly name: Name;
  readonly text: string;
  readonly quoted: string;
}

/** Once for all lines of a kind. Names have to be plain. */
export function jsonKeys<Name extends string>(names: readonly Name[]): readonly JsonKey<Name>[] {
  return names.map((name) => ({ name, text: `,"${name}":`, quoted: `,"${name}":"` }));
}

/** In the order of the keys; numbers have to be finite. */
export function jsonLine<Name extends string>(
  keys: readonly JsonKey<Name>[],
  columns: Readonly<Record<Name, Value>>,
): string {
  let line = "";
  for (const { name, text, quoted } of keys) {
    const value = columns[name];
    if (value === undefined) continue;
    const isText = typeof value === "string" && isPlain(value);
    const key = isText ? quoted : text;
    line += line === "" ? `{${key.slice(1)}` : key;
    if (typeof value === "number") line += `${value}`;
    else if (isText) line = `${line}${value}"`;
    else line += escaped(JSON.stringify(value));
  }
  return line === "" ? "{}" : `${line}}`;
}

const firstPrintable = 0x20;
const lastPrintable = 0x7e;
const quote = 0x22;
const backslash = 0x5c;

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < firstPrintable || unit > lastPrintable || unit === quote || unit === backslash) {
      return false;
    }
  }
  return true;
}
