// What the master does for each verb of the schema: one row per verb. A row that is a text says why
// the verb is not done; whoever asks is told so, never answered with silence (FRAME-UNKNOWN-VERB).

import type { Micros } from "../host.ts";
import { configure } from "./config-verbs.ts";
import type { Control } from "./control.ts";
import { setMetricDetail } from "./lease-verb.ts";
import { listFrontends, listListeners } from "./list-verbs.ts";
import type { Order, VerbCase } from "./order.ts";
import {
  countRequests,
  listWorkers,
  queryClustersHashes,
  queryMetrics,
  status,
  subscribeEvents,
} from "./query-verbs.ts";
import { configureMetrics, logging } from "./setting-verbs.ts";
import { loadState, saveState } from "./state-verbs.ts";
import { hardStop, softStop } from "./stop-verbs.ts";
import { upgradeWorker } from "./upgrade-verb.ts";

/** Concludes the order, now or later, exactly once. */
export type VerbRow = (control: Control, now: Micros, order: Order) => void;

const opaque = "the schema gives no layout for what it carries";
const workersOnly = "it is an order for workers, not for clients";
const noTcp = "only HTTP traffic is carried";

export const masterVerbs: Readonly<Record<VerbCase, VerbRow | string>> = {
  saveState,
  loadState,
  listWorkers,
  listFrontends,
  listListeners,
  subscribeEvents,
  status,
  addCluster: configure,
  removeCluster: configure,
  addHttpFrontend: configure,
  removeHttpFrontend: configure,
  addHttpsFrontend: configure,
  removeHttpsFrontend: configure,
  addBackend: configure,
  removeBackend: configure,
  addCertificate: configure,
  addHttpListener: configure,
  addHttpsListener: configure,
  addTcpListener: configure,
  removeListener: configure,
  activateListener: configure,
  deactivateListener: configure,
  queryMetrics,
  softStop,
  hardStop,
  configureMetrics,
  logging,
  countRequests,
  setMetricDetail,
  upgradeWorker,
  queryClustersHashes,
  upgradeMain:
    "a new main process would have to inherit its descriptors, which no host here can do",
  launchWorker: "workers are as many as were configured",
  reloadConfiguration: "a configuration file is read at the start only",
  returnListenSockets: workersOnly,
  replaceCertificate: opaque,
  removeCertificate: opaque,
  queryCertificatesFromTheState: opaque,
  queryCertificatesFromWorkers: opaque,
  queryClusterById: opaque,
  queryClustersByDomain: opaque,
  updateHttpListener: opaque,
  updateHttpsListener: opaque,
  updateTcpListener: opaque,
  setHealthCheck: opaque,
  removeHealthCheck: "there are no health checks",
  queryHealthChecks: opaque,
  setMaxConnectionsPerIp: "connections are not counted by address",
  queryMaxConnectionsPerIp: "connections are not counted by address",
  addTcpFrontend: noTcp,
  removeTcpFrontend: noTcp,
  addUdpListener: noTcp,
  updateUdpListener: noTcp,
  addUdpFrontend: noTcp,
  removeUdpFrontend: noTcp,
};

/** What may still be asked while the master is stopping: to look, and to stop harder. */
export const verbsWhileStopping: readonly VerbCase[] = [
  "listWorkers",
  "listFrontends",
  "listListeners",
  "subscribeEvents",
  "status",
  "queryMetrics",
  "queryClustersHashes",
  "countRequests",
  "softStop",
  "hardStop",
];
