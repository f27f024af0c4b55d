// The audit row as a line of `key=value` columns separated by ", ". It ends no line: the sink does.

import { neutralised } from "./hazard.ts";
import { columnsOf, type AuditRow } from "./row.ts";

/** AUDIT-NO-FORGERY: neither `, ` nor `=` nor the end of a line can come from a value. */
export function auditText(row: AuditRow): string {
  return Object.entries(columnsOf(row))
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${neutralised(String(value))}`)
    .join(", ");
}
