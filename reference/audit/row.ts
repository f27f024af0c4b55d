// What one request of an operator did, as one value: the canonical row that every audit sink renders.
// It is written once, when the outcome is known; there is no row for the attempt.

import { levelNames, type Level, type LevelName } from "../lease/level.ts";
import { clientIdPointsMax, reasonPointsMax, textPointsMax } from "./bounds.ts";
import { rfc3339 } from "./instant.ts";

/** "errors": some workers refused or stayed silent. "failure": nobody did what was asked. */
export type AuditOutcome = "ok" | "errors" | "failure";

export interface AuditActor {
  /** The session's id as the operator's events and logs show it. */
  readonly session: string;
  readonly pid?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** The name of the process, which a client chooses. */
  readonly comm?: string | undefined;
}

/** AUDIT-ROW, AUDIT-FANOUT. Texts are as the peers sent them: the renderings make them harmless. */
export interface AuditRow {
  /** Microseconds since 1970. */
  readonly instantMicros: number;
  readonly verb: string;
  /** What the verb was aimed at: `cluster:c1`, `file:/tmp/state`, `metric_detail:backend`. */
  readonly target?: string | undefined;
  readonly levels?: { readonly previous: Level; readonly effective: Level } | undefined;
  readonly clientId?: string | undefined;
  readonly reason?: string | undefined;
  readonly actor: AuditActor;
  readonly outcome: AuditOutcome;
  /** Why it did not simply succeed. */
  readonly message?: string | undefined;
  readonly workers?:
    { readonly ok: number; readonly refused: number; readonly silent: number } | undefined;
}

/** The columns of a row in their order; one that has nothing to say is absent. */
export interface AuditColumns {
  readonly ts: string;
  readonly verb: string;
  readonly target?: string | undefined;
  readonly previous_effective?: LevelName | undefined;
  readonly effective?: LevelName | undefined;
  readonly client_id?: string | undefined;
  readonly reason?: string | undefined;
  readonly actor_pid?: number | undefined;
  readonly actor_uid?: number | undefined;
  readonly actor_gid?: number | undefined;
  readonly actor_comm?: string | undefined;
  readonly session: string;
  readonly outcome: AuditOutcome;
  readonly message?: string | undefined;
  readonly workers_ok?: number | undefined;
  readonly workers_refused?: number | undefined;
  readonly workers_silent?: number | undefined;
}

/** In the order in which both renderings show them. */
export const columnNames: readonly (keyof AuditColumns)[] = [
  "ts",
  "verb",
  "target",
  "previous_effective",
  "effective",
  "client_id",
  "reason",
  "actor_pid",
  "actor_uid",
  "actor_gid",
  "actor_comm",
  "session",
  "outcome",
  "message",
  "workers_ok",
  "workers_refused",
  "workers_silent",
];

/** AUDIT-BOUNDS: what both renderings show, cut but not yet made harmless. */
export function columnsOf(row: AuditRow): AuditColumns {
  const { actor, levels, workers } = row;
  return {
    ts: rfc3339(row.instantMicros),
    verb: cut(row.verb, textPointsMax),
    target: cut(row.target, textPointsMax),
    previous_effective: levels && levelNames[levels.previous],
    effective: levels && levelNames[levels.effective],
    client_id: cut(row.clientId, clientIdPointsMax),
    reason: cut(row.reason, reasonPointsMax),
    actor_pid: actor.pid,
    actor_uid: actor.uid,
    actor_gid: actor.gid,
    actor_comm: cut(actor.comm, textPointsMax),
    session: cut(actor.session, textPointsMax),
    outcome: row.outcome,
    message: cut(row.message, textPointsMax),
    workers_ok: workers?.ok,
    workers_refused: workers?.refused,
    workers_silent: workers?.silent,
  };
}

/** By code points, so that no character is torn; the ellipsis says that something is missing. */
function cut<T extends string | undefined>(text: T, pointsMax: number): T | string {
  // A text of no more code units than points has no more points either.
  if (text === undefined || text.length <= pointsMax) return text;
  // At most two code units make a code point: what is longer need not be looked at.
  const points = Array.from(text.slice(0, 2 * (pointsMax + 1)));
  return points.length > pointsMax ? `${points.slice(0, pointsMax).join("")}…` : text;
}
