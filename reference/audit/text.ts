// The audit row as a line of `key=value` columns separated by ", ". It ends no line: the sink does.

import { neutralised } from "./hazard.ts";
import { columnNames, columnsOf, type AuditColumns, type AuditRow } from "./row.ts";

/** AUDIT-NO-FORGERY: neither `, ` nor `=` nor the end of a line can come from a value. */
export function auditText(row: AuditRow): string {
  return textOf(columnsOf(row));
}

export function textOf(columns: AuditColumns): string {
  let line = "";
  for (const name of columnNames) {
    const value = columns[name];
    if (value === undefined) continue;
    const shown = typeof value === "string" ? neutralised(value) : String(value);
    line += line === "" ? `${name}=${shown}` : `, ${name}=${shown}`;
  }
  return line;
}
