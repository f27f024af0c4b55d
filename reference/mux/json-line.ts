// An object as one line of JSON, absent members left out: what `JSON.stringify` and the escapes of
// hazards would make of it, in a third of the time where its texts are plain, as nearly all are.

import { escaped } from "../audit/hazard.ts";

export type Columns = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Numbers have to be finite, names plain. */
export function jsonLine(columns: Columns): string {
  let line = "";
  for (const name of Object.keys(columns)) {
    const value = columns[name];
    if (value === undefined) continue;
    line += line === "" ? `{"${name}":` : `,"${name}":`;
    if (typeof value === "number") line += `${value}`;
    else if (typeof value === "string" && isPlain(value)) line += `"${value}"`;
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
