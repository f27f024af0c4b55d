// What an answer to QueryMetrics reads of the paired gauges of a worker, against what is alive.
import { isFiltered } from "../../model/metrics/filter.ts";
import { amountOf } from "../../model/metrics/value.ts";
import type { MetricRows } from "../../observe/metrics.ts";
import type { OrderDone } from "../../observe/observation.ts";
import { mayBeOld } from "../metrics/age.ts";
import type { Books, Place } from "./books.ts";
import { perBackend } from "./instant-judge.ts";
import { activeRequests } from "./request-judge.ts";

const clients = "client.connections";
const backGauges: ReadonlySet<string> = new Set([
  "backend.connections",
  "backend.pool.size",
  perBackend,
]);

interface Reading {
  readonly name: string;
  readonly due: number;
  /** How many connections feed it. */
  readonly sources: number;
}

export function judgeShown(books: Books, done: OrderDone, index: number): void {
  const { request, metrics, at } = done;
  const { case: verb, value } = request.requestType;
  if (verb !== "queryMetrics" || metrics?.kind !== "worker" || isFiltered(value)) return;
  if (mayBeOld(done, books.movedAt)) return;
  const shown = sumsOf(metrics.rows);
  const isFresh = books.isDisturbedSince(books.answeredAt);
  for (const reading of readingsOf(books)) {
    const sum = shown.get(reading.name) ?? 0;
    if (sum === reading.due) continue;
    const rule = isFresh ? "GAUGE-CLEAR" : ruleOf(reading);
    const message = `the gauge ${reading.name} in an answer`;
    const expected = `${reading.due} for ${reading.sources} connections`;
    books.fails({ rule, index, at, message, expected, actual: `${sum}` });
    return;
  }
  books.answeredAt = index;
  sample(books, { index, at }, metrics.rows, isFresh);
}

/** Every gauge that is paired, by the ledger; and how many clients there are. */
function readingsOf({ ledger, sockets, http2 }: Books): readonly Reading[] {
  const readings = [...ledger.sums()].map(([name, due]) => {
    const sources = name.startsWith("h2.connection.") ? http2.connections : due;
    return { name, due, sources };
  });
  const { least, most } = sockets.fronts;
  // One that the worker has ended may be counted or not.
  if (least !== most) return readings;
  return [...readings, { name: clients, due: most, sources: most }];
}

function ruleOf({ name, sources }: Reading): string {
  if (name === activeRequests) return "GAUGE-CONSERVED";
  if (sources > 1) return "GAUGE-SUM";
  if (backGauges.has(name)) return "GAUGE-BACKEND";
  return name.startsWith("h2.connection.") ? "GAUGE-H2" : "GAUGE-SUM";
}

function sample(books: Books, { index }: Place, rows: MetricRows, isFresh: boolean): void {
  const several = readingsOf(books).find(({ due, sources }) => sources > 1 && due > 1);
  if (isFresh) {
    const live = [...books.ledger.sums()].find(([, due]) => due > 0);
    if (live === undefined || !books.counted("GAUGE-CLEAR")) return;
    const value = { kind: "worker", rows: without(rows, live[0]) } as const;
    books.sample("GAUGE-CLEAR", index, { field: "metrics", value });
  } else if (several !== undefined && several.name !== activeRequests) {
    if (!books.counted("GAUGE-SUM")) return;
    const value = { kind: "worker", rows: without(rows, several.name) } as const;
    books.sample("GAUGE-SUM", index, { field: "metrics", value });
  }
}

function without(rows: MetricRows, name: string): MetricRows {
  return new Map([...rows].filter(([, row]) => row.name !== name));
}

function sumsOf(rows: MetricRows): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { name, value } of rows.values()) {
    if (value.case === "gauge") sums.set(name, (sums.get(name) ?? 0) + Number(amountOf(value)));
  }
  return sums;
}
