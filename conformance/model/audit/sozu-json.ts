// `sozu-json`: one object a line, with who did it in `actor` and what became of it in `extras`.
import { isObject, lineOf, objectOf, rawHazard } from "./columns.ts";
import type { AuditFormat } from "./format.ts";
import { instantOf } from "./instant.ts";
import { forged, incomplete, type ParsedLine, type RowColumn, type RowWorkers } from "./row.ts";
import { isAttempt, outcomeOf, sozuNames, workerLocalVerb, workersOf } from "./sozu-names.ts";

type Json = Readonly<Record<string, unknown>>;

export const sozuJson: AuditFormat = {
  ...sozuNames,
  parse: (line) => {
    const hazard = rawHazard(line);
    if (hazard !== undefined) return forged(hazard);
    const object = objectOf(line);
    return typeof object === "string" ? forged(object) : rowOf(object);
  },
  altered: (line, column, value) => {
    const object = objectOf(line);
    return typeof object === "string" ? line : lineOf(withColumn(object, column, value));
  },
};

function rowOf(object: Json): ParsedLine {
  const verb = textIn(object, "verb");
  const instantMicros = instantOf(textIn(object, "ts") ?? "");
  const outcome = outcomeOf(textIn(object, "result") ?? "");
  const session = textIn(object, "session_ulid");
  if (verb === workerLocalVerb) return { kind: "other" };
  if (verb === undefined || instantMicros === undefined) return incomplete("a key is missing");
  if (outcome === undefined || session === undefined) return incomplete("a key is missing");
  const actor = partOf(object, "actor");
  const extras = partOf(object, "extras");
  const row = {
    instantMicros,
    verb,
    target: textIn(object, "target"),
    previous: undefined,
    effective: undefined,
    clientId: textIn(extras, "lease_id"),
    reason: textIn(extras, "metric_detail_reason"),
    actor: {
      pid: numberIn(actor, "pid"),
      uid: numberIn(actor, "uid"),
      gid: numberIn(actor, "gid"),
      comm: textIn(actor, "comm"),
    },
    session,
    outcome,
    workers: workersIn(extras["fanout"]),
    isAttempt: isAttempt(verb, outcome, "elapsed_ms" in extras),
  };
  return { kind: "row", row };
}

function partOf(object: Json, name: string): Json {
  const part = object[name];
  return isObject(part) ? part : {};
}

function textIn(object: Json, name: string): string | undefined {
  const value = object[name];
  return typeof value === "string" ? value : undefined;
}

function numberIn(object: Json, name: string): number | undefined {
  const value = object[name];
  return typeof value === "number" ? value : undefined;
}

function workersIn(fanout: unknown): RowWorkers | undefined {
  if (!isObject(fanout)) return undefined;
  const ok = numberIn(fanout, "workers_ok");
  const refused = numberIn(fanout, "workers_err");
  const expected = numberIn(fanout, "workers_expected");
  if (ok === undefined || refused === undefined || expected === undefined) return undefined;
  return workersOf(ok, refused, expected);
}

function withColumn(object: Json, column: RowColumn, value: string): Json {
  const extras = partOf(object, "extras");
  switch (column) {
    case "clientId":
      return { ...object, extras: { ...extras, lease_id: value } };
    case "reason":
      return { ...object, extras: { ...extras, metric_detail_reason: value } };
    case "pid":
      return { ...object, actor: { ...partOf(object, "actor"), pid: Number(value) } };
    case "session":
      return { ...object, session_ulid: value };
    case "outcome":
      return { ...object, result: value };
    case "workersOk": {
      const fanout = { ...partOf(extras, "fanout"), workers_ok: Number(value) };
      return { ...object, extras: { ...extras, fanout } };
    }
  }
}
