// The audit row as one JSON object on one line, with the columns of the text line as its keys. It
// ends no line: the sink does.

import { escaped } from "./hazard.ts";
import { columnsOf, type AuditColumns, type AuditRow } from "./row.ts";

/** AUDIT-NO-FORGERY: escaping says everything, but nothing that could upset a terminal stays raw. */
export function auditJson(row: AuditRow): string {
  return jsonOf(columnsOf(row));
}

export function jsonOf(columns: AuditColumns): string {
  return escaped(JSON.stringify(columns));
}
