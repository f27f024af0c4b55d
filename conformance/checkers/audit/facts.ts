// AUDIT-ROW: when it happened, who did it and which levels it moved, beside what was observed of the
// connection and of the reply.
import type { AuditFormat } from "../../model/audit/format.ts";
import type { AuditRow } from "../../model/audit/row.ts";
import { levelName } from "../../model/level.ts";
import type { Asked, Joined } from "./asked.ts";
import { shown, type Fault } from "./fault.ts";

const rule = "AUDIT-ROW";

export function factFault(
  asked: Asked,
  { row, line }: Joined,
  wallStartMicros: number,
): Fault | undefined {
  const instant = row.instantMicros - wallStartMicros;
  const { at } = asked.request;
  if (instant < at || instant > line.at) {
    const message = "the row tells another instant than the request had";
    return { rule, message, expected: `${at} to ${line.at} µs`, actual: `${instant} µs` };
  }
  return actorFault(asked, row);
}

function actorFault({ credentials }: Asked, { actor }: AuditRow): Fault | undefined {
  for (const name of ["pid", "uid", "gid"] as const) {
    const is = credentials?.[name];
    const inRow = actor[name];
    // The group is not among what a row has to tell.
    if (inRow === is || (name === "gid" && inRow === undefined)) continue;
    const message = `the row tells another ${name} than the connection had`;
    return { rule, message, expected: shown(is), actual: shown(inRow) };
  }
  return undefined;
}

/** Judged when the reply is there: the master's own levels stand in it. */
export function levelFault(asked: Asked, row: AuditRow, format: AuditFormat): Fault | undefined {
  const fleet = asked.reply?.fleet;
  if (fleet === undefined || !format.showsLevels) return undefined;
  const expected = `${levelName(fleet.previous)} to ${levelName(fleet.effective)}`;
  const actual = `${row.previous ?? "absent"} to ${row.effective ?? "absent"}`;
  if (actual === expected) return undefined;
  return { rule, message: "the row tells other levels than the reply", expected, actual };
}
