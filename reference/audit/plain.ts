// Both renderings of a row in one pass, for a row whose texts neither of them has to change: nearly
// every row is such a one. What is anything else is left to `text.ts` and `json.ts`.

import type { AuditColumns } from "./row.ts";

export interface PlainRow {
  readonly text: string;
  readonly json: string;
}

/** Undefined: some text is not plain. */
export function plainRow(columns: AuditColumns): PlainRow | undefined {
  if (!isAllPlain(columns)) return undefined;
  return { text: plainText(columns), json: plainJson(columns) };
}

function isAllPlain({
  verb,
  target,
  client_id,
  reason,
  actor_comm,
  session,
  message,
}: AuditColumns): boolean {
  return (
    isPlain(verb) &&
    isPlain(target) &&
    isPlain(client_id) &&
    isPlain(reason) &&
    isPlain(actor_comm) &&
    isPlain(session) &&
    isPlain(message)
  );
}

// Both name the columns one by one, in their order: to look each up by its name takes several times as
// long. A test holds them against the renderings that do.

function plainText(columns: AuditColumns): string {
  return (
    `ts=${columns.ts}, verb=${columns.verb}` +
    shown(", target=", columns.target) +
    shown(", previous_effective=", columns.previous_effective) +
    shown(", effective=", columns.effective) +
    shown(", client_id=", columns.client_id) +
    shown(", reason=", columns.reason) +
    shown(", actor_pid=", columns.actor_pid) +
    shown(", actor_uid=", columns.actor_uid) +
    shown(", actor_gid=", columns.actor_gid) +
    shown(", actor_comm=", columns.actor_comm) +
    `, session=${columns.session}, outcome=${columns.outcome}` +
    shown(", message=", columns.message) +
    shown(", workers_ok=", columns.workers_ok) +
    shown(", workers_refused=", columns.workers_refused) +
    shown(", workers_silent=", columns.workers_silent)
  );
}

function plainJson(columns: AuditColumns): string {
  return (
    `{"ts":"${columns.ts}","verb":"${columns.verb}"` +
    quoted(',"target":"', columns.target) +
    quoted(',"previous_effective":"', columns.previous_effective) +
    quoted(',"effective":"', columns.effective) +
    quoted(',"client_id":"', columns.client_id) +
    quoted(',"reason":"', columns.reason) +
    shown(',"actor_pid":', columns.actor_pid) +
    shown(',"actor_uid":', columns.actor_uid) +
    shown(',"actor_gid":', columns.actor_gid) +
    quoted(',"actor_comm":"', columns.actor_comm) +
    `,"session":"${columns.session}","outcome":"${columns.outcome}"` +
    quoted(',"message":"', columns.message) +
    shown(',"workers_ok":', columns.workers_ok) +
    shown(',"workers_refused":', columns.workers_refused) +
    `${shown(',"workers_silent":', columns.workers_silent)}}`
  );
}

function shown(head: string, value: string | number | undefined): string {
  return value === undefined ? "" : `${head}${value}`;
}

function quoted(head: string, value: string | undefined): string {
  return value === undefined ? "" : `${head}${value}"`;
}

const firstPrintable = 0x20;
const lastPrintable = 0x7e;
const quote = 0x22;
const comma = 0x2c;
const equals = 0x3d;
const backslash = 0x5c;

/** Printable ASCII without the separators of the one rendering and the marks of the other. */
function isPlain(text: string | undefined): boolean {
  if (text === undefined) return true;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < firstPrintable || unit > lastPrintable) return false;
    if (unit === comma || unit === equals || unit === quote || unit === backslash) return false;
  }
  return true;
}
