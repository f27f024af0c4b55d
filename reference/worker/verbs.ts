// What a worker does for each verb it knows: one row per verb. A verb without a row is answered with
// a refusal in words, never with silence (FANOUT-OLD-WORKER). The two stops are rows as well, though
// what they do is the worker's own life and not an answer.

import { create, RequestSchema, type Request } from "../../wire/index.ts";
import type { Micros } from "../host.ts";
import { logLevels, type Log } from "../log.ts";
import { clusterHashes } from "../state/cluster-hashes.ts";
import type { ConfigurationState } from "../state/configuration-state.ts";
import { accepted, refused, type Answer } from "./answer.ts";
import { configure } from "./config-verbs.ts";
import { setMetricDetail } from "./lease-verb.ts";
import type { DataPlane } from "./data-plane.ts";
import type { Metering } from "./metering.ts";
import { configureMetrics, queryMetrics } from "./query-verbs.ts";

/** Everything a verb may look at or change. */
export interface WorkerParts {
  readonly metering: Metering;
  readonly state: ConfigurationState;
  readonly log: Log;
  readonly plane: DataPlane;
}

export type RequestType = Request["requestType"];
export type VerbCase = Exclude<RequestType["case"], undefined>;
export type StopKind = "soft-stop" | "hard-stop";
export type VerbRow = StopKind | ((now: Micros, type: RequestType, parts: WorkerParts) => Answer);

const configuration: VerbRow = (_now, type, { state, metering, plane }) =>
  configure(create(RequestSchema, { requestType: type }), {
    state,
    metrics: metering.metrics,
    plane,
  });

export const workerVerbs: Readonly<Partial<Record<VerbCase, VerbRow>>> = {
  status: () => accepted(),
  addCluster: configuration,
  removeCluster: configuration,
  addHttpFrontend: configuration,
  removeHttpFrontend: configuration,
  addHttpsFrontend: configuration,
  removeHttpsFrontend: configuration,
  addBackend: configuration,
  removeBackend: configuration,
  addCertificate: configuration,
  addHttpListener: configuration,
  addHttpsListener: configuration,
  addTcpListener: configuration,
  removeListener: configuration,
  activateListener: configuration,
  deactivateListener: configuration,
  queryClustersHashes: (_now, _type, { state }) => accepted("", clusterHashes(state)),
  softStop: "soft-stop",
  hardStop: "hard-stop",
  setMetricDetail: (now, type, { metering }) =>
    type.case === "setMetricDetail" ? setMetricDetail(now, type.value, metering) : misplaced(),
  queryMetrics: (_now, type, { metering, plane }) => {
    if (type.case !== "queryMetrics") return misplaced();
    plane.forgetGone();
    return queryMetrics(type.value, metering.metrics);
  },
  configureMetrics: (_now, type, { metering }) =>
    type.case === "configureMetrics" ? configureMetrics(type.value, metering.metrics) : misplaced(),
  logging: (_now, type, { log }) =>
    type.case === "logging" ? setLogging(type.value, log) : misplaced(),
};

/** An answer, or the stop that was asked for. */
export function obeyVerb(now: Micros, request: Request, parts: WorkerParts): Answer | StopKind {
  const type = request.requestType;
  if (type.case === undefined) return refused("this worker knows no such verb");
  const row = workerVerbs[type.case];
  if (row === undefined) return refused(`this worker does not do ${type.case}`);
  return typeof row === "string" ? row : row(now, type, parts);
}

function setLogging(level: string, log: Log): Answer {
  if (log.setThreshold(level)) return accepted();
  return refused(`the log levels are ${logLevels.join(", ").toLowerCase()}`);
}

function misplaced(): never {
  throw new Error("the verb table sends a request to the wrong row");
}
