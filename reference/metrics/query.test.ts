// METRICS-FILTERS, as a table of questions, and the way of an answer through its message.

import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import {
  decodeWorkerResponse,
  encodeWorkerResponse,
  ResponseContentSchema,
  type ResponseContent,
  WorkerResponseSchema,
} from "../../wire/index.ts";
import { Aggregator } from "./aggregator.ts";
import { aggregate, mergeNames, mergeSnapshots } from "./merge.ts";
import {
  aggregatedMetricsMessage,
  availableMetricsMessage,
  metricNamesOf,
  workerMetricsMessage,
  workerSnapshotOf,
} from "./message.ts";
import type { MetricsAnswer, MetricsQuery } from "./query.ts";
import { byCodeUnit } from "./row.ts";
import type { MetricMap, WorkerSnapshot } from "./value.ts";

const open: MetricsQuery = {
  list: false,
  noClusters: false,
  clusterIds: [],
  backendIds: [],
  metricNames: [],
};

function filled(): Aggregator {
  const metrics = new Aggregator(3);
  for (const [cluster, backend] of [
    ["c1", "a"],
    ["c1", "b"],
    ["c2", "a"],
    ["__proto__", "constructor"],
  ] as const) {
    metrics.addCluster(cluster);
    metrics.addBackend(cluster, backend);
    metrics.count("errors", { cluster });
    metrics.record("time", 7, { cluster, backend });
  }
  metrics.addCluster("idle");
  metrics.count("requests");
  metrics.record("time", 5);
  metrics.set("uptime", 9);
  return metrics;
}

function metricsOf(answer: MetricsAnswer): Extract<MetricsAnswer, { kind: "metrics" }> {
  expect(answer.kind).toBe("metrics");
  return answer as Extract<MetricsAnswer, { kind: "metrics" }>;
}

function namesOf(row: MetricMap): string {
  return [...row.keys()].sort(byCodeUnit).join(" ");
}

/** The names found, by place: `` for the process, `c` for a cluster, `c/b` for a back end. */
function shape({ proxy, clusters }: WorkerSnapshot): Record<string, string> {
  const rows: [string, string][] = [["", namesOf(proxy)]];
  for (const [id, { cluster, backends }] of clusters) {
    rows.push([id, namesOf(cluster)]);
    for (const [backend, row] of backends) rows.push([`${id}/${backend}`, namesOf(row)]);
  }
  return Object.fromEntries(rows);
}

const time = "time time_histogram";
const proxy = `requests ${time} uptime`;
const hostileRows = Object.fromEntries([
  ["__proto__", "errors"],
  ["__proto__/constructor", time],
]);
const c1 = { c1: "errors", "c1/a": time, "c1/b": time };
const c2 = { c2: "errors", "c2/a": time };
const table: readonly (readonly [
  string,
  Partial<MetricsQuery>,
  Record<string, string>,
  string[],
])[] = [
  ["nothing", {}, { "": proxy, ...hostileRows, ...c1, ...c2 }, []],
  ["no clusters", { noClusters: true }, { "": proxy }, []],
  ["no clusters and ids", { noClusters: true, clusterIds: ["c1"] }, { "": proxy }, []],
  ["one cluster", { clusterIds: ["c1"] }, { "": "", ...c1 }, []],
  ["two clusters", { clusterIds: ["c2", "c1", "c2"] }, { "": "", ...c1, ...c2 }, []],
  ["a known and an unknown", { clusterIds: ["c1", "nope"] }, { "": "", ...c1 }, ["nope"]],
  ["an inherited name", { clusterIds: ["toString"] }, { "": "" }, ["toString"]],
  ["a cluster without rows", { clusterIds: ["idle"] }, { "": "" }, []],
  ["a back end", { backendIds: ["a"] }, { "": "", c1: "", "c1/a": time, c2: "", "c2/a": time }, []],
  ["an unknown back end", { backendIds: ["z", "b"] }, { "": "", c1: "", "c1/b": time }, ["z"]],
  [
    "a cluster and a back end",
    { clusterIds: ["c1"], backendIds: ["b"] },
    { "": "", c1: "errors", "c1/b": time },
    [],
  ],
  [
    "another's back end",
    { clusterIds: ["c2"], backendIds: ["b"] },
    { "": "", c2: "errors" },
    ["b"],
  ],
  ["a name", { metricNames: ["uptime"] }, { "": "uptime" }, []],
  [
    "a time metric",
    { metricNames: ["time"], clusterIds: ["c1"] },
    { "": "", c1: "", "c1/a": time, "c1/b": time },
    [],
  ],
  [
    "a histogram",
    { metricNames: ["time_histogram"], noClusters: true },
    { "": "time_histogram" },
    [],
  ],
  ["part of a name", { metricNames: ["tim"] }, { "": "" }, []],
];

test.each(table)("METRICS-FILTERS: %s", (_title, filters, rows, unknown) => {
  const answer = metricsOf(filled().query({ ...open, ...filters }));
  expect(shape(answer.metrics)).toEqual(rows);
  expect(answer.unknown).toEqual(unknown);
});

test("METRICS-FILTERS: list gives names only and ignores every other field", () => {
  const names = { proxy: ["requests", "time", "uptime"], cluster: ["errors", "time"] };
  const asked = { ...open, list: true, clusterIds: ["nope"], noClusters: true };
  expect(filled().query(asked)).toEqual({ kind: "names", names });
  expect(mergeNames([names, { proxy: ["also"], cluster: ["time"] }])).toEqual({
    proxy: ["also", "requests", "time", "uptime"],
    cluster: ["errors", "time"],
  });
  expect(metricNamesOf(availableMetricsMessage(names))).toEqual(names);
});

function carried(contentType: ResponseContent["contentType"]): ResponseContent["contentType"] {
  const content = create(ResponseContentSchema, { contentType });
  const bytes = encodeWorkerResponse(create(WorkerResponseSchema, { id: "1", content }));
  const decoded = decodeWorkerResponse(bytes);
  expect(decoded.ok).toBe(true);
  return (decoded as Extract<typeof decoded, { ok: true }>).message.content!.contentType;
}

test("a snapshot survives its message, hostile ids included", () => {
  const { metrics } = metricsOf(filled().query(open));
  const content = carried({ case: "workerMetrics", value: workerMetricsMessage(metrics) });
  const { value } = content as Extract<typeof content, { case: "workerMetrics" }>;
  expect(workerSnapshotOf(value)).toEqual(metrics);
});

test("METRICS-MERGE: one worker's merge is that worker; two of a kind are twice as much", () => {
  const { metrics } = metricsOf(filled().query(open));
  expect(mergeSnapshots([metrics])).toEqual(metrics);
  const twice = mergeSnapshots([metrics, metrics]);
  expect(twice.proxy.get("requests")).toEqual({ kind: "count", value: 2 });
  expect(twice.proxy.get("uptime")).toEqual({ kind: "gauge", value: 18 });
  expect(twice.clusters.get("c1")?.cluster.get("errors")).toEqual({ kind: "count", value: 4 });
  expect(twice.clusters.get("c1")?.backends.get("a")?.get("time_histogram")).toEqual({
    kind: "histogram",
    histogram: { sum: 14, count: 2, buckets: [{ le: 7, count: 2 }] },
  });
  expect(shape(twice)).toEqual(shape(metrics));
});

test("the master answers merged, or one by one", () => {
  const { metrics } = metricsOf(filled().query(open));
  const main = new Map([["own", { kind: "count", value: 1 } as const]]);
  const workers = new Map([
    ["0", metrics],
    ["1", metrics],
  ]);
  const merged = aggregatedMetricsMessage(aggregate(main, workers, false));
  const separate = aggregatedMetricsMessage(aggregate(main, workers, true));
  expect(Object.keys(merged.main)).toEqual(["own"]);
  expect(merged.workers).toEqual({});
  expect(merged.proxying["requests"]?.inner).toEqual({ case: "count", value: 2n });
  expect(separate.proxying).toEqual({});
  expect(separate.clusters).toEqual({});
  expect(workerSnapshotOf(separate.workers["1"]!)).toEqual(metrics);
});

test("METRICS-MERGE: numbers no worker of ours sends saturate, other kinds are left out", () => {
  const message = workerMetricsMessage({ proxy: new Map(), clusters: new Map() });
  const huge = { $typeName: "kakehi.command.FilteredMetrics" } as const;
  message.proxy["gauge"] = { ...huge, inner: { case: "gauge", value: 18446744073709551615n } };
  message.proxy["count"] = { ...huge, inner: { case: "count", value: -9223372036854775808n } };
  message.proxy["time"] = { ...huge, inner: { case: "time", value: 1n } };
  message.proxy["none"] = { ...huge, inner: { case: undefined } };
  const snapshot = workerSnapshotOf(message);
  expect([...snapshot.proxy.keys()]).toEqual(["gauge", "count"]);
  const gauge = { kind: "gauge", value: Number.MAX_SAFE_INTEGER };
  expect(mergeSnapshots([snapshot, snapshot]).proxy.get("gauge")).toEqual(gauge);
});
