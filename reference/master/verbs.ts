// What the master does for each verb it knows: one row per verb. A verb without a row is answered
// with a refusal in words, never with silence (FRAME-UNKNOWN-VERB).

import type { Micros } from "../host.ts";
import { configure } from "./config-verbs.ts";
import type { Control } from "./control.ts";
import { setMetricDetail } from "./lease-verb.ts";
import { listFrontends, listListeners } from "./list-verbs.ts";
import type { Order, VerbCase } from "./order.ts";
import {
  countRequests,
  listWorkers,
  queryMetrics,
  status,
  subscribeEvents,
} from "./query-verbs.ts";
import { configureMetrics, logging } from "./setting-verbs.ts";
import { loadState, saveState } from "./state-verbs.ts";
import { hardStop, softStop } from "./stop-verbs.ts";

/** Concludes the order, now or later, exactly once. */
export type VerbRow = (control: Control, now: Micros, order: Order) => void;

export const masterVerbs: Readonly<Partial<Record<VerbCase, VerbRow>>> = {
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
};

/** What may still be asked while the master is stopping: to look, and to stop harder. */
export const verbsWhileStopping: readonly VerbCase[] = [
  "listWorkers",
  "listFrontends",
  "listListeners",
  "subscribeEvents",
  "status",
  "queryMetrics",
  "countRequests",
  "softStop",
  "hardStop",
];
