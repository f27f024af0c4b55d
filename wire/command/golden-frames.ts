// Frames whose bytes are known from outside: from the description of the wire, some of them decoded
// by an independent tool, all of them seen on or accepted by a running fleet. Reply texts are our
// own, as long as the ones they stand for, so that every length is the real one.

export type GoldenMessage = "Request" | "Response";

export interface GoldenFrame {
  readonly name: string;
  readonly message: GoldenMessage;
  /** Prefix and payload. */
  readonly frame: string;
  /** What decoding yields, as the JSON form of the message. */
  readonly json: unknown;
  /** Only where re-encoding cannot give the same bytes: what it gives, and why. */
  readonly exception?: { readonly payload: string; readonly reason: string };
}

const APPLIED = "A made-up sentence that is exactly 51 bytes long...";
const PARTLY_REFUSED = "A made-up sentence of exactly 44 bytes here.";

const CLUSTER_AT_CLUSTER = {
  configured: "DETAIL_CLUSTER",
  effective: "DETAIL_CLUSTER",
  previousEffective: "DETAIL_CLUSTER",
};

const requests: readonly GoldenFrame[] = [
  request("an empty payload is a request with no verb", "0800000000000000", {}),
  request("Status", "0a00000000000000 6200", { status: {} }),
  request("SubscribeEvents", "0a00000000000000 5200", { subscribeEvents: {} }),
  request("ListWorkers", "0a00000000000000 2200", { listWorkers: {} }),
  request("QueryMetrics without no_clusters", "0f00000000000000 b2020408003001", {
    queryMetrics: { list: false, workers: true },
  }),
  request("QueryMetrics as Sōzu's own client writes it", "1100000000000000 b20206080028003001", {
    queryMetrics: { list: false, noClusters: false, workers: true },
  }),
  request("SoftStop", "0b00000000000000 ba0200", { softStop: {} }),
  request("HardStop", "0b00000000000000 c20200", { hardStop: {} }),
  request("ConfigureMetrics CLEAR", "0b00000000000000 c80202", { configureMetrics: "CLEAR" }),
  request("apply a at back-end level for 60 s", "1200000000000000 ba03070a01611003183c", {
    setMetricDetail: { clientId: "a", detail: "DETAIL_BACKEND", ttlSeconds: 60 },
  }),
  request("clear a", "1000000000000000 ba03050a01612001", {
    setMetricDetail: { clientId: "a", clear: true },
  }),
  request("apply without an id", "0d00000000000000 ba03021003", {
    setMetricDetail: { detail: "DETAIL_BACKEND" },
  }),
  request("level -1 in ten bytes", "1900000000000000 ba030e0a016110ffffffffffffffffff01", {
    setMetricDetail: { clientId: "a", detail: -1 },
  }),
  request("the longest ttl of 32 bits", "1600000000000000 ba030b0a0161100318ffffffff0f", {
    setMetricDetail: { clientId: "a", detail: "DETAIL_BACKEND", ttlSeconds: 4294967295 },
  }),
  request("AddCluster c1", "1400000000000000 6a0a0a026331100018002800", {
    addCluster: {
      clusterId: "c1",
      stickySession: false,
      httpsRedirect: false,
      loadBalancing: "ROUND_ROBIN",
    },
  }),
  request(
    "AddBackend c1/b1 at 127.0.0.1:9001",
    "1f00000000000000 c201140a026331120262311a0a0a050d0100007f10a946",
    { addBackend: backend() },
  ),
  request(
    "AddBackend as Sōzu's own client writes it, with weight 0",
    "2300000000000000 c201180a026331120262311a0a0a050d0100007f10a9462a020800",
    { addBackend: { ...backend(), loadBalancingParameters: { weight: 0 } } },
  ),
];

const replies: readonly GoldenFrame[] = [
  response("a subscriber's first frame", "1600000000000000 080112046d61696e1a042202081a", {
    status: "PROCESSING",
    message: "main",
    content: { event: { kind: "EVENTS_SUBSCRIBED" } },
  }),
  response(
    "the master's own level event",
    "1600000000000000 080112046d61696e1a042202081e",
    transition("main"),
  ),
  response(
    "a worker's event: a was applied",
    "2900000000000000 08011201301a1a2218081e2a14080210031a0b6c656173655f6170706c79220161",
    transition("0", ["DETAIL_CLUSTER", "DETAIL_BACKEND", "lease_apply", "a"]),
  ),
  response(
    "a worker's event: a was cleared",
    "2900000000000000 08011201301a1a2218081e2a14080310021a0b6c656173655f636c656172220161",
    transition("0", ["DETAIL_BACKEND", "DETAIL_CLUSTER", "lease_clear", "a"]),
  ),
  response(
    "a worker's event: the empty id was applied",
    "2800000000000000 08011201301a192217081e2a13080210031a0b6c656173655f6170706c792200",
    transition("0", ["DETAIL_CLUSTER", "DETAIL_BACKEND", "lease_apply", ""]),
  ),
  response(
    "terminal: one worker from cluster to back-end level, one lease",
    `5900000000000000 08001233${ascii(APPLIED)}1a18820115080210021802220d0a013012080802100318022001`,
    terminal(APPLIED, {
      "0": { ...CLUSTER_AT_CLUSTER, effective: "DETAIL_BACKEND", activeLeaseCount: 1 },
    }),
  ),
  response(
    "terminal: no worker agreed",
    `4300000000000000 0800122c${ascii(PARTLY_REFUSED)}1a09820106080210021802`,
    terminal(PARTLY_REFUSED, undefined),
  ),
  {
    ...response("a map value that is all defaults is left out", omittedMapValue(), {
      status: "OK",
      message: "",
      content: {
        metricDetailStatus: {
          configured: "DETAIL_PROCESS",
          effective: "DETAIL_PROCESS",
          previousEffective: "DETAIL_PROCESS",
          workers: { "0": {} },
        },
      },
    }),
    exception: {
      payload: "080012001a1082010d08001000180022050a01301200",
      reason: "an omitted map value reads as an empty message, which is written as one",
    },
  },
];

export const GOLDEN_FRAMES: readonly GoldenFrame[] = [...requests, ...replies];

function request(name: string, frame: string, json: unknown): GoldenFrame {
  return { name, message: "Request", frame, json };
}

function response(name: string, frame: string, json: unknown): GoldenFrame {
  return { name, message: "Response", frame, json };
}

function omittedMapValue(): string {
  return "1c00000000000000 080012001a0e82010b08001000180022030a0130";
}

function backend(): Readonly<Record<string, unknown>> {
  return {
    clusterId: "c1",
    backendId: "b1",
    address: { ip: { v4: 0x7f000001 }, port: 9001 },
  };
}

function transition(message: string, facts?: readonly [string, string, string, string]): unknown {
  if (facts === undefined) {
    return { status: "PROCESSING", message, content: { event: { kind: "METRIC_DETAIL_CHANGED" } } };
  }
  const [previousEffective, effective, transitionKind, clientId] = facts;
  const metricDetail = { previousEffective, effective, transitionKind, clientId };
  return {
    status: "PROCESSING",
    message,
    content: { event: { kind: "METRIC_DETAIL_CHANGED", metricDetail } },
  };
}

function terminal(message: string, workers: unknown): unknown {
  const status = { ...CLUSTER_AT_CLUSTER, ...(workers === undefined ? {} : { workers }) };
  return { status: "OK", message, content: { metricDetailStatus: status } };
}

function ascii(text: string): string {
  return Array.from(text, (symbol) => symbol.charCodeAt(0).toString(16)).join("");
}
