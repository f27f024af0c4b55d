// What the rows of Sōzu call verbs and targets, as its releases 2.1.0 and 2.3.3 were seen to do; the
// two sinks agree in this.
import type { AuditFormat, RequestType, RequestVerb, RowTarget } from "./format.ts";
import type { RowOutcome, RowWorkers } from "./row.ts";

const verbs: Readonly<Partial<Record<RequestVerb, string>>> = {
  setMetricDetail: "metric_detail_changed",
  addCluster: "cluster_added",
  removeCluster: "cluster_removed",
  addHttpFrontend: "http_frontend_added",
  addHttpsFrontend: "https_frontend_added",
  removeHttpFrontend: "http_frontend_removed",
  removeHttpsFrontend: "https_frontend_removed",
  addHttpListener: "http_listener_added",
  addHttpsListener: "https_listener_added",
  addTcpListener: "tcp_listener_added",
  removeListener: "listener_removed",
  activateListener: "listener_activated",
  deactivateListener: "listener_deactivated",
  loadState: "state_loaded",
  saveState: "state_saved",
  logging: "logging_level_changed",
  configureMetrics: "metrics_configured",
  subscribeEvents: "events_subscribed",
  reloadConfiguration: "configuration_reloaded",
  softStop: "sozu_stop_requested",
  hardStop: "sozu_stop_requested",
  upgradeMain: "main_upgraded",
  upgradeWorker: "worker_upgraded",
};

/** The levels by the names of the enumeration. */
const details = ["DetailProcess", "DetailFrontend", "DetailCluster", "DetailBackend"];

/** A row of a worker's own transition; no operator's request leaves it by itself. */
export const workerLocalVerb = "metric_detail_changed_worker_local";

/** The verbs whose request is carried to the workers: theirs is an attempt first. */
const scattered: ReadonlySet<string> = new Set([
  "metric_detail_changed",
  "cluster_added",
  "cluster_removed",
  "http_frontend_added",
  "https_frontend_added",
  "http_frontend_removed",
  "https_frontend_removed",
  "http_listener_added",
  "https_listener_added",
  "tcp_listener_added",
  "listener_removed",
  "listener_activated",
  "listener_deactivated",
  "metrics_configured",
]);

/** AUDIT-CANONICAL: a row with neither an elapsed time nor an error comes before the outcome. */
export function isAttempt(verb: string, outcome: RowOutcome, isTimed: boolean): boolean {
  return scattered.has(verb) && outcome === "ok" && !isTimed;
}

export function outcomeOf(result: string): RowOutcome | undefined {
  if (result === "ok") return "ok";
  return result === "err" ? "errors" : undefined;
}

export function workersOf(ok: number, refused: number, expected: number): RowWorkers {
  return { ok, refused, silent: expected - ok - refused };
}

export const sozuNames: Omit<AuditFormat, "parse" | "altered"> = {
  verbName: (verb) => verbs[verb],
  target: (type) => sozuTarget(type),
  tellsErrors: false,
  showsLevels: false,
  extendsTarget: true,
};

/** What a verb whose value is one text or one number was aimed at. */
const prefixes: Readonly<Partial<Record<RequestVerb, string>>> = {
  removeCluster: "cluster",
  loadState: "file",
  saveState: "file",
  logging: "logging",
  upgradeWorker: "worker",
};

function sozuTarget(type: RequestType): RowTarget | undefined {
  if (type.case === "setMetricDetail") {
    const { clear, detail } = type.value;
    const isGiven = Object.hasOwn(type.value, "detail");
    const level = isGiven ? details[detail] : undefined;
    return { prefix: "metric_detail", text: clear ? "clear" : (level ?? "<invalid>") };
  }
  if (type.case === "softStop") return { prefix: "stop", text: "soft" };
  if (type.case === "hardStop") return { prefix: "stop", text: "hard" };
  if (type.case === "addCluster") return { prefix: "cluster", text: type.value.clusterId };
  const prefix = type.case === undefined ? undefined : prefixes[type.case];
  return prefix === undefined ? undefined : { prefix, text: textOf(type.value) };
}

function textOf(value: RequestType["value"]): string {
  return typeof value === "object" ? "" : String(value);
}
