// The columns of a Kakehi row, which its text and its JSON share, and what they call things.
import { levelName } from "../level.ts";
import type { Columns } from "./columns.ts";
import type { AuditFormat, RequestType, RequestVerb, RowTarget } from "./format.ts";
import { instantOf } from "./instant.ts";
import { incomplete, type ParsedLine, type RowColumn, type RowOutcome } from "./row.ts";

export const kakehiColumns: ReadonlySet<string> = new Set([
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
]);

export const kakehiColumnOf: Readonly<Record<RowColumn, string>> = {
  clientId: "client_id",
  reason: "reason",
  pid: "actor_pid",
  session: "session",
  outcome: "outcome",
  workersOk: "workers_ok",
};

/** What a request is called that names no known verb. */
const unknownVerb = "unknown";

const outcomes: readonly RowOutcome[] = ["ok", "errors", "failure"];

export function kakehiRow(columns: Columns): ParsedLine {
  const instantMicros = instantOf(columns.get("ts") ?? "");
  if (columns.get("verb") === unknownVerb) return { kind: "other" };
  const verb = columns.get("verb");
  const session = columns.get("session");
  const outcome = outcomes.find((name) => name === columns.get("outcome"));
  if (instantMicros === undefined) return incomplete("the row has no instant");
  if (verb === undefined || session === undefined) return incomplete("a column is missing");
  if (outcome === undefined) return incomplete("the row has no outcome");
  const row = {
    instantMicros,
    verb,
    target: columns.get("target"),
    previous: columns.get("previous_effective"),
    effective: columns.get("effective"),
    clientId: columns.get("client_id"),
    reason: columns.get("reason"),
    actor: {
      pid: numberIn(columns, "actor_pid"),
      uid: numberIn(columns, "actor_uid"),
      gid: numberIn(columns, "actor_gid"),
      comm: columns.get("actor_comm"),
    },
    session,
    outcome,
    workers: workersIn(columns),
    isAttempt: false,
  };
  return { kind: "row", row };
}

export const kakehiNames: Omit<AuditFormat, "parse" | "altered"> = {
  verbName: (verb) => verb.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  target: (type) => kakehiTarget(type),
  tellsErrors: true,
  showsLevels: true,
  extendsTarget: false,
};

/** What the verb was aimed at, by the prefix of its kind. */
const prefixes: Readonly<Partial<Record<RequestVerb, string>>> = {
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

const orders = ["enabled", "disabled", "clear"];

function kakehiTarget(type: RequestType): RowTarget | undefined {
  const prefix = type.case === undefined ? undefined : prefixes[type.case];
  if (prefix !== undefined) return { prefix, text: targetText(type.value) };
  if (type.case === "setMetricDetail") {
    const { clear, detail } = type.value;
    return { prefix: "metric_detail", text: clear ? "clear" : levelName(detail) };
  }
  if (type.case === "softStop") return { prefix: "stop", text: "soft" };
  if (type.case === "upgradeWorker") return { prefix: "worker", text: String(type.value) };
  if (type.case === "hardStop") return { prefix: "stop", text: "hard" };
  if (type.case !== "configureMetrics") return undefined;
  return { prefix: "metrics", text: orders[type.value] ?? String(type.value) };
}

function targetText(value: RequestType["value"]): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object") return "";
  if ("hostname" in value) return value.hostname;
  const cluster = "clusterId" in value ? value.clusterId : "";
  return "backendId" in value ? `${cluster}/${value.backendId}` : cluster;
}

function numberIn(columns: Columns, name: string): number | undefined {
  const text = columns.get(name);
  return text === undefined ? undefined : Number(text);
}

function workersIn(columns: Columns): { ok: number; refused: number; silent: number } | undefined {
  const [ok, refused, silent] = ["workers_ok", "workers_refused", "workers_silent"].map((name) =>
    numberIn(columns, name),
  );
  if (ok === undefined || refused === undefined || silent === undefined) return undefined;
  return { ok, refused, silent };
}
