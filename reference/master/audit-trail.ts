// Writes the audit trail: one row per request, to both sinks, when the request is concluded. What
// a row contains is decided by the audit folder; here is only where its columns come from.

import { RequestSchema } from "../../wire/index.ts";
import { jsonOf } from "../audit/json.ts";
import { columnsOf, type AuditActor, type AuditRow } from "../audit/row.ts";
import { textOf } from "../audit/text.ts";
import type { Host } from "../host.ts";
import { isLevel, levelNames } from "../lease/level.ts";
import type { Conclusion, Order, RequestType, VerbCase } from "./order.ts";

/** AUDIT-CANONICAL, AUDIT-REFUSED: every request that could be read leaves one row. */
export function writeAuditRow(host: Host, order: Order, conclusion: Conclusion): void {
  const columns = columnsOf(rowOf(host.wall(), order, conclusion));
  host.append("audit", textOf(columns));
  host.append("audit-json", jsonOf(columns));
}

function rowOf(instantMicros: number, order: Order, conclusion: Conclusion): AuditRow {
  const { tally, levels, outcome, message } = conclusion;
  const { requestType } = order.request;
  const lease = requestType.case === "setMetricDetail" ? requestType.value : undefined;
  return {
    instantMicros,
    verb: verbName(order.verb),
    target: targetOf(requestType),
    clientId: lease?.clientId,
    reason: lease === undefined || lease.reason === "" ? undefined : lease.reason,
    levels,
    actor: actorOf(order),
    outcome,
    message: outcome === "ok" ? undefined : message,
    workers: tally,
  };
}

function actorOf({ session }: Order): AuditActor {
  const { credentials, sessionUlid } = session;
  const { pid, uid, gid } = credentials ?? {};
  return { session: sessionUlid, pid, uid, gid };
}

/** What a verb whose value is one text was aimed at. */
const textTargets: Readonly<Partial<Record<VerbCase, string>>> = {
  saveState: "file",
  loadState: "file",
  logging: "logging",
  removeCluster: "cluster",
};

/** What the verb was aimed at, where the request says so in a word. */
function targetOf(type: RequestType): string | undefined {
  if (type.case === undefined) return undefined;
  if (typeof type.value === "string") {
    const prefix = textTargets[type.case];
    return prefix === undefined ? undefined : `${prefix}:${type.value}`;
  }
  if (type.case === "upgradeWorker") return `worker:${type.value}`;
  if (type.case === "setMetricDetail") return `metric_detail:${detailName(type.value)}`;
  if (typeof type.value !== "object") return undefined;
  if ("hostname" in type.value) return `frontend:${type.value.hostname}`;
  if ("clusterId" in type.value) return `cluster:${type.value.clusterId}`;
  return undefined;
}

function detailName({
  clear,
  detail,
}: {
  readonly clear: boolean;
  readonly detail: number;
}): string {
  if (clear) return "clear";
  return isLevel(detail) ? levelNames[detail] : String(detail);
}

/** As the schema spells it: `setMetricDetail` is set_metric_detail. */
export function verbName(verb: Order["verb"]): string {
  return verb === "unknown" ? verb : RequestSchema.field[verb].name;
}
