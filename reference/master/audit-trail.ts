// Writes the audit trail: one row per request, to both sinks, when the request is concluded. What
// a row contains is decided by the audit folder; here is only where its columns come from.

import { MetricsConfiguration, RequestSchema } from "../../wire/index.ts";
import { jsonOf } from "../audit/json.ts";
import { plainRow } from "../audit/plain.ts";
import { columnsOf, type AuditActor, type AuditRow } from "../audit/row.ts";
import { textOf } from "../audit/text.ts";
import type { Host } from "../host.ts";
import { isLevel, levelNames } from "../lease/level.ts";
import type { Conclusion, Order, RequestType, VerbCase } from "./order.ts";

/** AUDIT-CANONICAL, AUDIT-REFUSED: every request that could be read leaves one row. */
export function writeAuditRow(host: Host, order: Order, conclusion: Conclusion): void {
  const columns = columnsOf(rowOf(host.wall(), order, conclusion));
  const plain = plainRow(columns);
  host.append("audit", plain?.text ?? textOf(columns));
  host.append("audit-json", plain?.json ?? jsonOf(columns));
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
  const { pid, uid, gid, comm } = credentials ?? {};
  return { session: sessionUlid, pid, uid, gid, comm };
}

/** By the kind of thing that a verb is aimed at. */
const targetKinds: Readonly<Partial<Record<VerbCase, string>>> = {
  saveState: "file",
  loadState: "file",
  logging: "logging",
  addCluster: "cluster",
  removeCluster: "cluster",
  addBackend: "backend",
  removeBackend: "backend",
  addHttpFrontend: "frontend",
  removeHttpFrontend: "frontend",
  addHttpsFrontend: "frontend",
  removeHttpsFrontend: "frontend",
};

/** AUDIT-ROW: what the verb was aimed at, where the request says so in a word. */
function targetOf(type: RequestType): string | undefined {
  if (type.case === "upgradeWorker") return `worker:${type.value}`;
  if (type.case === "setMetricDetail") return `metric_detail:${detailName(type.value)}`;
  if (type.case === "softStop") return "stop:soft";
  if (type.case === "hardStop") return "stop:hard";
  if (type.case !== "configureMetrics") return namedTarget(type);
  return `metrics:${metricsOrders[type.value] ?? type.value}`;
}

const metricsOrders: Readonly<Record<number, string>> = {
  [MetricsConfiguration.ENABLED]: "enabled",
  [MetricsConfiguration.DISABLED]: "disabled",
  [MetricsConfiguration.CLEAR]: "clear",
};

function namedTarget({ case: verb, value }: RequestType): string | undefined {
  const kind = verb === undefined ? undefined : targetKinds[verb];
  return kind === undefined ? undefined : `${kind}:${nameOf(value)}`;
}

function nameOf(value: RequestType["value"]): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object") return "";
  if ("hostname" in value) return value.hostname;
  const cluster = "clusterId" in value ? value.clusterId : "";
  return "backendId" in value ? `${cluster}/${value.backendId}` : cluster;
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
