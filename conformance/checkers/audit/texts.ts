// AUDIT-NO-FORGERY, AUDIT-BOUNDS: every text of a row that a client controls, beside what the client
// sent. What a row leaves out is no forgery.
import { hasPoints, likeness, type CutAt } from "../../model/audit/cut.ts";
import type { AuditFormat } from "../../model/audit/format.ts";
import { couldForge } from "../../model/audit/hazard.ts";
import type { AuditRow } from "../../model/audit/row.ts";
import type { AuditConstants } from "../../model/constants.ts";
import { requestTypeOf } from "../../observe/facts.ts";
import type { Asked } from "./asked.ts";
import { shown, type Fault } from "./fault.ts";

/** A text that the rule does not bound may be cut all the same, but not to nothing. */
const textPointsLeast = 64;

export interface ClientText {
  readonly name: "target" | "client_id" | "reason" | "process name";
  /** As the client gave it; empty where it gave none. */
  readonly given: string;
  readonly inRow: string | undefined;
  readonly cutAt: CutAt;
}

export function clientTexts(
  asked: Asked,
  row: AuditRow,
  format: AuditFormat,
  bounds: AuditConstants,
): readonly ClientText[] {
  const { request, credentials } = asked;
  const texts: ClientText[] = [];
  const least = { least: textPointsLeast };
  const target = format.target(requestTypeOf(request));
  if (target !== undefined) {
    const given = `${target.prefix}:${target.text}`;
    texts.push({ name: "target", given, inRow: row.target, cutAt: least });
  }
  if (request.lease !== undefined) {
    const { clientId, reason = "" } = request.lease;
    const cutId = { points: bounds.clientIdPointsMax };
    const cutReason = { points: bounds.reasonPointsMax };
    texts.push({ name: "client_id", given: clientId, inRow: row.clientId, cutAt: cutId });
    texts.push({ name: "reason", given: reason, inRow: row.reason, cutAt: cutReason });
  }
  const comm = credentials?.comm;
  if (comm !== undefined && row.actor.comm !== undefined) {
    texts.push({ name: "process name", given: comm, inRow: row.actor.comm, cutAt: least });
  }
  return texts;
}

export function textFault(text: ClientText, format: AuditFormat): Fault | undefined {
  const { name, given, inRow = "", cutAt } = text;
  if (name === "target" && format.extendsTarget && isExtended(inRow, given)) return undefined;
  const isMissing = text.inRow === undefined && given !== "";
  const found = isMissing ? "other" : likeness(inRow, given, cutAt);
  if (found === "same") return undefined;
  const bounded = "points" in cutAt ? "AUDIT-BOUNDS" : "AUDIT-ROW";
  const other = couldForge(given) && text.inRow !== undefined ? "AUDIT-NO-FORGERY" : "AUDIT-ROW";
  return {
    rule: found === "cut-wrongly" ? bounded : other,
    message: `the row shows another ${name} than was given`,
    expected: shown(given),
    actual: shown(text.inRow),
  };
}

/** A file may be shown by its whole path, and a target be followed by more of the writer's own. */
function isExtended(inRow: string, given: string): boolean {
  if (inRow.startsWith(given)) return true;
  const isBareFile = /^file:[^/]/.test(given);
  return isBareFile && inRow.replace(/^file:\/(?:[^/]*\/)*/, "file:").startsWith(given);
}

/** Whether a text is long enough that its bound could be kept or broken. */
export function reachesBound({ given, cutAt }: ClientText): boolean {
  return "points" in cutAt && hasPoints(given, cutAt.points);
}
