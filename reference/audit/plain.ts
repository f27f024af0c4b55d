// Both renderings of a row in one pass, for a row whose texts neither of them has to change: nearly
// every row is such a one. What is anything else is left to `text.ts` and `json.ts`.

import { columnNames, type AuditColumns } from "./row.ts";

export interface PlainRow {
  readonly text: string;
  readonly json: string;
}

/** What stands before each value. The first column is always there. */
const heads = columnNames.map((name, place) => ({
  name,
  text: place === 0 ? `${name}=` : `, ${name}=`,
  json: place === 0 ? `{"${name}":` : `,"${name}":`,
}));

/** Undefined: some text is not plain. */
export function plainRow(columns: AuditColumns): PlainRow | undefined {
  let text = "";
  let json = "";
  for (const head of heads) {
    const value = columns[head.name];
    if (value === undefined) continue;
    text += `${head.text}${value}`;
    if (typeof value === "number") json += `${head.json}${value}`;
    else if (isPlain(value)) json += `${head.json}"${value}"`;
    else return undefined;
  }
  return { text, json: `${json}}` };
}

const firstPrintable = 0x20;
const lastPrintable = 0x7e;
const quote = 0x22;
const comma = 0x2c;
const equals = 0x3d;
const backslash = 0x5c;

/** Printable ASCII without the separators of the one rendering and the marks of the other. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < firstPrintable || unit > lastPrintable) return false;
    if (unit === comma || unit === equals || unit === quote || unit === backslash) return false;
  }
  return true;
}
