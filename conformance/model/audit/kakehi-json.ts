// `kakehi-json`: one object a line, with the columns of the text as its keys.
import { lineOf, objectOf, rawHazard } from "./columns.ts";
import type { AuditFormat } from "./format.ts";
import { kakehiColumnOf, kakehiColumns, kakehiNames, kakehiRow } from "./kakehi-columns.ts";
import { forged, type ParsedLine } from "./row.ts";

export const kakehiJson: AuditFormat = {
  ...kakehiNames,
  parse: (line) => {
    const hazard = rawHazard(line);
    if (hazard !== undefined) return forged(hazard);
    const object = objectOf(line);
    return typeof object === "string" ? forged(object) : rowOf(object);
  },
  altered: (line, column, value) => {
    const object = objectOf(line);
    const name = kakehiColumnOf[column];
    if (typeof object === "string" || !(name in object)) return line;
    return lineOf({
      ...object,
      [name]: typeof object[name] === "number" ? Number(value) : value,
    });
  },
};

function rowOf(object: Readonly<Record<string, unknown>>): ParsedLine {
  const columns = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    if (!kakehiColumns.has(name)) return forged(`no column is called ${JSON.stringify(name)}`);
    if (typeof value !== "string" && typeof value !== "number") {
      return forged(`the column ${name} is neither a text nor a number`);
    }
    columns.set(name, String(value));
  }
  return kakehiRow(columns);
}
