// Histories as text: one record a line. A line that is no record is a usage error that says where, and
// so is a history without its last line: it was cut off, and what it lacks might be what explains it.
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { fixturePath } from "../package-root.ts";
import { UsageError } from "../usage-error.ts";
import type { History, HistoryHeader, HistoryRecord } from "./history.ts";

/** @throws UsageError that names the file and the line. */
export function readHistory(path: string): History {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot read the history ${path}: ${why}`);
  }
  return parseHistory(text, path);
}

/** @throws UsageError that names the line. */
export function parseHistory(text: string, name: string): History {
  const validate = compileSchema();
  const records = text
    .split("\n")
    .map((line, at) => ({ line, where: `${name}:${at + 1}` }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, where }) => recordOf(line, where, validate));
  const [header] = records;
  if (header?.t !== "history") throw new UsageError(`${name}: the first line is no history header`);
  return historyOf(header, records, name);
}

function historyOf(
  header: HistoryHeader,
  records: readonly HistoryRecord[],
  name: string,
): History {
  const end = records.at(-1);
  if (end?.t !== "end") throw new UsageError(`${name}: the last line is missing, it was cut off`);
  const operations = records.filter((record) => record.t === "operation");
  const ids = new Set<string>();
  for (const { id, sent, replied } of operations) {
    if (ids.has(id)) throw new UsageError(`${name}: two operations are called ${id}`);
    if ((replied ?? sent) < sent)
      throw new UsageError(`${name}: ${id} was answered before it was sent`);
    ids.add(id);
  }
  const lives = records.filter((record) => record.t === "worker");
  return {
    header,
    operations,
    events: records.filter((record) => record.t === "event"),
    subscribedAt: records.find((record) => record.t === "subscribed")?.at,
    lives: new Map(lives.map((life) => [life.worker, life])),
    endedAt: end.at,
  };
}

/** The lines of a history, the last with its line end. */
export function historyText(history: History): string {
  const { header, operations, events, subscribedAt, lives, endedAt } = history;
  const records: readonly HistoryRecord[] = [
    header,
    ...(subscribedAt === undefined ? [] : [{ t: "subscribed", at: subscribedAt } as const]),
    ...lives.values(),
    ...operations,
    ...events,
    { t: "end", at: endedAt },
  ];
  return records.map((record) => `${JSON.stringify(record)}\n`).join("");
}

function compileSchema(): ValidateFunction<HistoryRecord> {
  const schema: unknown = JSON.parse(
    readFileSync(fixturePath("schema", "history.schema.json"), "utf8"),
  );
  if (typeof schema !== "object" || schema === null)
    throw new Error("the history schema is no object");
  return new Ajv2020({ strictRequired: false }).compile<HistoryRecord>(schema);
}

function recordOf(
  line: string,
  where: string,
  validate: ValidateFunction<HistoryRecord>,
): HistoryRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    throw new UsageError(`${where}: this is no JSON`);
  }
  if (validate(record)) return record;
  const [fault] = validate.errors ?? [];
  throw new UsageError(
    `${where}: ${fault?.instancePath ?? ""} ${fault?.message ?? "is no record"}`,
  );
}
