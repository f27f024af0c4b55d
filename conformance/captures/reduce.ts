// From a reply to what of it is compared: kind, status and content, without the message, which is
// its author's, and without pids, which differ from run to run. Recordings and the reference's own
// replies go through here alike. Content falls into parts, so that a difference has an address.

import { createHash } from "node:crypto";
import { toJson } from "@bufbuild/protobuf";
import {
  encodeResponse,
  EventKind,
  ListedFrontendsSchema,
  type ResponseContent,
  ResponseStatus,
  RunState,
  SocketAddressSchema,
  type AggregatedMetrics,
  type ClusterMetrics,
  type Event,
  type MetricDetailStatus,
  type Response,
  type WorkerInfos,
} from "../../wire/index.ts";
import { levelName } from "../model/level.ts";
import { partCharactersMax } from "./bounds.ts";
import type { Answer, Json } from "./capture.ts";

const digestCharacters = 16;

type Parts = Record<string, Json>;
type Reduced = Omit<Answer, "at" | "since">;

export function reduceResponse(response: Response): Reduced {
  const { content, message } = response;
  if (content?.contentType.case === "event") {
    // The message of an event is no text: it names the source.
    const parts = { event: eventOf(content.contentType.value) };
    return { kind: "event", source: message, content: parts };
  }
  const kind = response.status === ResponseStatus.PROCESSING ? "progress" : "reply";
  const status = nameOf(ResponseStatus, response.status);
  if (content === undefined) return { kind, status };
  return { kind, status, content: shortened(partsOf(content)) };
}

function partsOf(content: ResponseContent): Parts {
  const type = content.contentType;
  switch (type.case) {
    case "metricDetailStatus":
      return statusParts(type.value);
    case "workers":
      return { workers: statesOf(type.value) };
    case "metrics":
      return metricsParts(type.value);
    case "availableMetrics": {
      const { proxyMetrics, clusterMetrics } = type.value;
      return { names: { proxy: proxyMetrics.length > 0, cluster: clusterMetrics.length > 0 } };
    }
    case "requestCounts":
      return { counts: { ...type.value.map } };
    case "frontendList":
      return { frontends: jsonOf(toJson(ListedFrontendsSchema, type.value)) };
    case "workerResponses":
      return Object.fromEntries(
        Object.entries(type.value.map).map(([key, inner]) => [key, partsOf(inner)] as const),
      );
    case "clusterHashes":
      return { hashes: Object.keys(type.value.map).toSorted() };
    case undefined:
    case "event":
    case "certificatesByAddress":
    case "certificatesWithFingerprints":
    case "clusters":
    case "healthChecksList":
    case "listenersList":
    case "maxConnectionsPerIpLimit":
    case "workerMetrics":
    case "workerMetricDetailStatus":
      return { [type.case ?? "nothing"]: digestOf(content) };
  }
}

function statusParts(status: MetricDetailStatus): Parts {
  const { configured, effective, previousEffective, workers } = status;
  const parts: Parts = { master: levelsOf({ configured, effective, previousEffective }) };
  for (const key of Object.keys(workers).toSorted()) {
    const worker = workers[key];
    if (worker === undefined) continue;
    parts[`worker ${key}`] = { ...levelsOf(worker), leases: worker.activeLeaseCount };
  }
  return parts;
}

/** Keys that are whole numbers stand in ascending order by themselves. */
function statesOf({ vec }: WorkerInfos): Json {
  return Object.fromEntries(
    vec.map(({ id, runState }) => [String(id), nameOf(RunState, runState)] as const),
  );
}

interface Levels {
  readonly configured: number;
  readonly effective: number;
  readonly previousEffective: number;
}

function levelsOf({ configured, effective, previousEffective }: Levels) {
  return {
    configured: levelName(configured),
    effective: levelName(effective),
    previous: levelName(previousEffective),
  };
}

function eventOf({ kind, clusterId, backendId, address, metricDetail }: Event): Json {
  const event: Parts = { kind: nameOf(EventKind, kind) };
  if (clusterId !== "") event["cluster"] = clusterId;
  if (backendId !== "") event["backend"] = backendId;
  if (address !== undefined) event["address"] = jsonOf(toJson(SocketAddressSchema, address));
  if (metricDetail === undefined) return event;
  const { previousEffective, effective, transitionKind, clientId } = metricDetail;
  const levels = { previous: levelName(previousEffective), effective: levelName(effective) };
  return { ...event, ...levels, transition: transitionKind, client: clientId };
}

/** Whose rows there are. Which series a program keeps, and how they stand, is its own. */
function metricsParts({ workers, clusters, proxying }: AggregatedMetrics): Parts {
  const perWorker = Object.entries(workers).map(
    ([id, rows]) => [`worker ${id}`, { clusters: clustersOf(rows.clusters) }] as const,
  );
  return {
    clusters: clustersOf(clusters),
    proxying: Object.keys(proxying).length > 0,
    ...Object.fromEntries(perWorker.toSorted(([left], [right]) => (left < right ? -1 : 1))),
  };
}

function clustersOf(clusters: Readonly<Record<string, ClusterMetrics>>): Json {
  const ids = Object.keys(clusters).toSorted();
  return Object.fromEntries(
    ids.map((id) => [
      id,
      clusters[id]?.backends.map(({ backendId }) => backendId).toSorted() ?? [],
    ]),
  );
}

function shortened(parts: Parts): Parts {
  const short = Object.entries(parts).map(([name, part]) => {
    const text = JSON.stringify(part);
    return [name, text.length > partCharactersMax ? hashOf(text) : part] as const;
  });
  return Object.fromEntries(short);
}

function digestOf(content: ResponseContent): string {
  const $typeName = "kakehi.command.Response";
  return hashOf(encodeResponse({ $typeName, status: ResponseStatus.OK, message: "", content }));
}

function hashOf(value: string | Uint8Array): string {
  return `sha256:${createHash("sha256").update(value).digest("hex").slice(0, digestCharacters)}`;
}

function nameOf(numbers: Readonly<Record<string, number | string>>, value: number): string {
  const named = Object.entries(numbers).find(([, number]) => number === value);
  return named?.[0].toLowerCase() ?? String(value);
}

/** What the library made of a message is plain JSON. */
function jsonOf(value: unknown): Json {
  const parsed: unknown = JSON.parse(JSON.stringify(value));
  // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- parsed from JSON just now
  return parsed as Json;
}
