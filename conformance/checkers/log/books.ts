// What a worker answers of its counters, held against the records that it had written by then: LOG-STATUS,
// LOG-ERROR, LOG-METRICS-ONCE, LOG-UNSENT. A record that the log did not take was counted all the same, and
// nobody knows in which bucket. Once metrics were cleared, or rows taken away, there is nothing to compare.
import type { AccessRecord } from "../../model/access/record.ts";
import { placeAt, placeKey, placeName, type Place } from "../../model/metrics/placement.ts";
import type { MetricRow, MetricRows } from "../../observe/metrics.ts";

export interface Entry {
  readonly record: AccessRecord;
  /** The level in force when it was written. */
  readonly level: number;
}

export interface Sheet {
  readonly entries: readonly Entry[];
  readonly refused: number;
  readonly rows: MetricRows;
}

export interface Discrepancy {
  readonly rule: string;
  /** What was compared, and was equal where `holds`. */
  readonly message: string;
  readonly expected: number;
  readonly actual: number;
  /** More than the records would allow is wrong, and so is less. */
  readonly holds: boolean;
  /** The row by which it would be wrong. */
  readonly row: MetricRow | undefined;
}

/** LOG-STATUS: those with a counter of their own. */
const counted = [
  200, 201, 204, 301, 302, 304, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 504, 507,
];

const buckets = ["1xx", "2xx", "3xx", "4xx", "5xx", "other", "none"] as const;

export function compared(sheet: Sheet): readonly Discrepancy[] {
  const found = sheet.refused === 0 ? exact(sheet) : [];
  return [...found, ...unsent(sheet), ...total(sheet)];
}

function exact(sheet: Sheet): readonly Discrepancy[] {
  const { entries } = sheet;
  const statuses = entries.map(({ record }) => record.status);
  return [
    ...buckets.map((bucket) => {
      const expected = statuses.filter((status) => bucketOf(status) === bucket).length;
      return ofCounter(sheet, "LOG-STATUS", `http.status.${bucket}`, expected);
    }),
    ...counted.map((code) => {
      const expected = statuses.filter((status) => status === code).length;
      return ofCounter(sheet, "LOG-STATUS", `http.status.${code}`, expected);
    }),
    ...errors(sheet),
    ...once(sheet),
  ];
}

/** With the request's cluster and back end, as far as the level keeps them. */
function errors({ entries, rows }: Sheet): readonly Discrepancy[] {
  const name = "http.errors";
  const expected = new Map<string, number>();
  for (const { record, level } of entries) {
    if (record.isError !== true) continue;
    const key = placeKey(placeOf(record, level));
    expected.set(key, (expected.get(key) ?? 0) + 1);
  }
  const shown = [...rows.values()].filter((row) => row.name === name);
  const places = new Map<string, Place>(shown.map((row) => [placeKey(row), row]));
  for (const { record, level } of entries) {
    const place = placeOf(record, level);
    if (record.isError === true) places.set(placeKey(place), place);
  }
  return [...places].map(([key, place]) => {
    const row = shown.find((one) => placeKey(one) === key);
    const actual = amountOf(row);
    const wanted = expected.get(key) ?? 0;
    const message = `${name} in ${placeName(place)}`;
    return { rule: "LOG-ERROR", message, expected: wanted, actual, holds: wanted === actual, row };
  });
}

function placeOf({ cluster, backend }: AccessRecord, level: number): Place {
  if (cluster === undefined) return { cluster: undefined, backend: undefined };
  const place = placeAt(level, cluster, backend ?? "");
  return backend === undefined ? { ...place, backend: undefined } : place;
}

/** Timings and bytes of each request, once. */
function once(sheet: Sheet): readonly Discrepancy[] {
  const { entries } = sheet;
  const rule = "LOG-METRICS-ONCE";
  const answered = entries.filter(
    ({ record }) => record.responseMicros !== undefined && record.backend !== undefined,
  );
  const sum = (name: "bytesIn" | "bytesOut"): number =>
    entries.reduce((total, { record }) => total + (record[name] ?? 0), 0);
  return [
    ofSamples(sheet, rule, "request_time", entries.length),
    ofSamples(sheet, rule, "service_time", entries.length),
    ofSamples(sheet, rule, "backend_response_time", answered.length),
    ofCounter(sheet, rule, "access_logs.count", entries.length),
    ofCounter(sheet, rule, "bytes_in", sum("bytesIn")),
    ofCounter(sheet, rule, "bytes_out", sum("bytesOut")),
  ];
}

function unsent(sheet: Sheet): readonly Discrepancy[] {
  return [ofCounter(sheet, "LOG-UNSENT", "unsent-access-logs", sheet.refused)];
}

/** LOG-UNSENT: "changes nothing else". */
function total(sheet: Sheet): readonly Discrepancy[] {
  if (sheet.refused === 0) return [];
  const rows = buckets.flatMap((bucket) => named(sheet.rows, `http.status.${bucket}`));
  const actual = rows.reduce((sum, row) => sum + amountOf(row), 0);
  const expected = sheet.entries.length + sheet.refused;
  const message = "all buckets of statuses together";
  const [row] = rows;
  return [{ rule: "LOG-UNSENT", message, expected, actual, holds: expected === actual, row }];
}

function ofCounter(sheet: Sheet, rule: string, name: string, expected: number): Discrepancy {
  const rows = named(sheet.rows, name);
  const actual = rows.reduce((sum, row) => sum + amountOf(row), 0);
  return { rule, message: name, expected, actual, holds: expected === actual, row: rows[0] };
}

function ofSamples(sheet: Sheet, rule: string, name: string, expected: number): Discrepancy {
  const rows = named(sheet.rows, name).filter(({ value }) => value.case === "percentiles");
  const actual = rows.reduce((sum, row) => sum + amountOf(row), 0);
  const message = `samples of ${name}`;
  return { rule, message, expected, actual, holds: expected === actual, row: rows[0] };
}

function named(rows: MetricRows, name: string): readonly MetricRow[] {
  return [...rows.values()].filter((row) => row.name === name);
}

function amountOf(row: MetricRow | undefined): number {
  const value = row?.value;
  if (value?.case === "count") return Number(value.value);
  return value?.case === "percentiles" ? Number(value.value.samples) : 0;
}

/** The same row with one more in it. */
export function oneMore(row: MetricRow): MetricRow {
  const { value } = row;
  if (value.case === "count") return { ...row, value: { ...value, value: value.value + 1n } };
  if (value.case !== "percentiles") return row;
  const inner = { ...value.value, samples: value.value.samples + 1n };
  return { ...row, value: { ...value, value: inner } };
}

function bucketOf(status: number | undefined): (typeof buckets)[number] {
  if (status === undefined) return "none";
  return buckets[Math.trunc(status / 100) - 1] ?? "other";
}
