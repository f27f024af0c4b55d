// What is known of each verb before anything happens: whether the workers are asked, what a reply to it
// may carry, and whether it is allowed to take its time. From the command schema and the contract.

/** Verbs that a master cannot carry out without its workers. */
const scattered: ReadonlySet<string> = new Set([
  "addCluster",
  "removeCluster",
  "addHttpFrontend",
  "removeHttpFrontend",
  "addHttpsFrontend",
  "removeHttpsFrontend",
  "addBackend",
  "removeBackend",
  "addHttpListener",
  "addHttpsListener",
  "addTcpListener",
  "removeListener",
  "activateListener",
  "deactivateListener",
  "status",
  "queryMetrics",
  "configureMetrics",
  "logging",
  "softStop",
  "hardStop",
  "setMetricDetail",
]);

const contents: ReadonlyMap<string, readonly string[]> = new Map([
  ["listWorkers", ["workers"]],
  ["listFrontends", ["frontendList"]],
  ["listListeners", ["listenersList"]],
  ["countRequests", ["requestCounts"]],
  ["status", ["workers"]],
  ["queryMetrics", ["metrics", "availableMetrics"]],
  ["setMetricDetail", ["metricDetailStatus"]],
  ["queryClusterById", ["clusters", "workerResponses"]],
  ["queryClustersByDomain", ["clusters", "workerResponses"]],
  ["queryClustersHashes", ["clusterHashes", "workerResponses"]],
]);

/** Stops and upgrades say how far they are, in as many PROCESSING frames as they like. */
const progressing: ReadonlySet<string> = new Set([
  "softStop",
  "hardStop",
  "upgradeMain",
  "upgradeWorker",
]);

/** Their end depends on more than the answers of the workers: a file, a drain, a new process. */
const leisurely: ReadonlySet<string> = new Set([
  "softStop",
  "loadState",
  "saveState",
  "reloadConfiguration",
  "launchWorker",
  "upgradeMain",
  "upgradeWorker",
]);

const stops: ReadonlySet<string> = new Set(["softStop", "hardStop"]);

export function isScattered(verb: string | undefined): boolean {
  return scattered.has(verb ?? "");
}

export function isProgressing(verb: string | undefined): boolean {
  return progressing.has(verb ?? "");
}

export function isLeisurely(verb: string | undefined): boolean {
  return leisurely.has(verb ?? "");
}

export function isStop(verb: string | undefined): boolean {
  return stops.has(verb ?? "");
}

/** Whether its reply may carry more than its request had. */
export function isReading(verb: string | undefined): boolean {
  return contents.has(verb ?? "") && verb !== "setMetricDetail";
}

/** Whether a reply with this content, or without any, can be to this verb. */
export function mayCarry(verb: string | undefined, content: string | undefined): boolean {
  if (content === undefined) return true;
  return contents.get(verb ?? "")?.includes(content) ?? false;
}

/** Whether a plain OK to this verb carries something. */
export function mustCarry(verb: string | undefined): boolean {
  return contents.has(verb ?? "");
}
