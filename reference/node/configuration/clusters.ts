// `[clusters.*]` as requests: the cluster, its frontends, its back ends. A frontend whose address no
// listener declares implies one, as in Sōzu. It deliberately checks no rule against another: that is
// the configuration state's work, for requests from a file or not.

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  AddBackendSchema,
  ClusterSchema,
  LoadBalancingAlgorithms,
  type Request,
} from "../../../wire/index.ts";
import { readFrontend } from "./frontends.ts";
import type { ListenerBook } from "./listener-book.ts";
import { requestOf } from "./request.ts";
import { hostPortText, readAddress, socketAddress } from "./socket-address.ts";
import type { TableReader } from "./table-reader.ts";

const loadBalancing: Readonly<Record<string, LoadBalancingAlgorithms>> = {
  round_robin: LoadBalancingAlgorithms.ROUND_ROBIN,
  random: LoadBalancingAlgorithms.RANDOM,
  least_loaded: LoadBalancingAlgorithms.LEAST_LOADED,
  power_of_two: LoadBalancingAlgorithms.POWER_OF_TWO,
  hrw: LoadBalancingAlgorithms.HRW,
  maglev: LoadBalancingAlgorithms.MAGLEV,
};

const loadMetrics = { connections: 0, requests: 1 } as const;

const clusterProtocols = { http: "http", tcp: "tcp", udp: "udp" } as const;

const clusterUnused = ["answer_503", "answers", "send_proxy", "health_check", "udp"];

const weightDefault = 100;

/** Every `[clusters.ID]` of the file, in its order. Throws ValueFault. */
export function readClusters(root: TableReader, listeners: ListenerBook): readonly Request[] {
  const clusters = root.table("clusters");
  if (clusters === undefined) return [];
  return clusters.keys().flatMap((id) => {
    const table = clusters.required(id, clusters.table(id));
    return readCluster(id, table, listeners);
  });
}

function readCluster(id: string, table: TableReader, listeners: ListenerBook): readonly Request[] {
  const protocol = table.required("protocol", table.choice("protocol", clusterProtocols));
  if (protocol !== "http") {
    table.warn("protocol", `${protocol} clusters are not offered here`);
    return [];
  }
  const cluster = requestOf({ case: "addCluster", value: clusterMessage(id, table) });
  const frontends = table.tables("frontends").map((front) => readFrontend(id, front, listeners));
  const backends = table.tables("backends").map((back, index) => readBackend(id, back, index));
  table.unused(clusterUnused);
  table.finish();
  return [cluster, ...frontends, ...backends];
}

function clusterMessage(id: string, table: TableReader): MessageInitShape<typeof ClusterSchema> {
  const perAddress = table.integer("max_connections_per_ip", 0, Number.MAX_SAFE_INTEGER);
  const cluster = create(ClusterSchema, {
    clusterId: id,
    stickySession: table.flag("sticky_session") ?? false,
    httpsRedirect: table.flag("https_redirect") ?? false,
    loadBalancing:
      table.choice("load_balancing", loadBalancing) ?? LoadBalancingAlgorithms.ROUND_ROBIN,
    authorizedHashes: [...(table.texts("authorized_hashes") ?? [])],
  });
  const http2 = table.flag("http2");
  const redirectPort = table.integer("https_redirect_port", 0, 65_535);
  const authenticate = table.text("www_authenticate");
  const retryAfter = table.integer("retry_after", 0, 0xffff_ffff);
  const loadMetric = table.choice("load_metric", loadMetrics);
  if (loadMetric !== undefined) cluster.loadMetric = loadMetric;
  if (http2 !== undefined) cluster.http2 = http2;
  if (redirectPort !== undefined) cluster.httpsRedirectPort = redirectPort;
  if (authenticate !== undefined) cluster.wwwAuthenticate = authenticate;
  if (perAddress !== undefined) cluster.maxConnectionsPerIp = BigInt(perAddress);
  if (retryAfter !== undefined) cluster.retryAfter = retryAfter;
  return cluster;
}

function readBackend(clusterId: string, table: TableReader, index: number): Request {
  const address = table.required("address", readAddress(table, "address"));
  const stickyId = table.text("sticky_id");
  const backup = table.flag("backup");
  const backend = create(AddBackendSchema, {
    clusterId,
    backendId: table.text("backend_id") ?? `${clusterId}-${index}-${hostPortText(address)}`,
    address: socketAddress(address),
    loadBalancingParameters: { weight: table.integer("weight", 0, 255) ?? weightDefault },
  });
  if (stickyId !== undefined) backend.stickyId = stickyId;
  if (backup !== undefined) backend.backup = backup;
  table.finish();
  return requestOf({ case: "addBackend", value: backend });
}
