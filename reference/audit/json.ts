// The audit row as one JSON object on one line, with the columns of the text line as its keys. It
// ends no line: the sink does.

import { escaped } from "./hazard.ts";
import { columnsOf, type AuditRow } from "./row.ts";

/** AUDIT-NO-FORGERY: escaping says everything, but nothing that could upset a terminal stays raw. */
export function auditJson(row: AuditRow): string {
  return escaped(JSON.stringify(columnsOf(row)));
}
