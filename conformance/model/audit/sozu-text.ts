// `sozu-text`: `[session request cluster backend]`, a tab, `AUDIT`, a tab, and columns in
// `Command(…)`. The prefix is columns too: what forges there forges a row.
import { pairsOf, type Columns } from "./columns.ts";
import type { AuditFormat } from "./format.ts";
import { hasHazard, hazardName } from "./hazard.ts";
import { instantOf } from "./instant.ts";
import { forged, incomplete, type ParsedLine, type RowColumn, type RowWorkers } from "./row.ts";
import { isAttempt, outcomeOf, sozuNames, workerLocalVerb, workersOf } from "./sozu-names.ts";

const columnNames: ReadonlySet<string> = new Set([
  ...["ts", "verb", "actor_uid", "actor_gid", "actor_pid", "actor_role", "actor_user"],
  ...["actor_comm", "client_id", "connect_ts", "socket", "worker_id", "target", "result"],
  ...["error_code", "reason", "elapsed_ms", "fanout", "workers", "lease_id"],
  ...["metric_detail_reason", "request_sha256", "transition_kind"],
  ...["sozu_version", "build_git_sha", "boot_generation"],
]);

const ownWords: ReadonlySet<string> = new Set(["reason"]);

const shape = /^\[([^ \]]+) ([^ \]]+) (\S+) (\S+)\]\tAUDIT\tCommand\((.*)\)$/u;

const columnOf: Readonly<Record<RowColumn, string>> = {
  clientId: "lease_id",
  reason: "metric_detail_reason",
  pid: "actor_pid",
  session: "",
  outcome: "result",
  workersOk: "workers",
};

export const sozuText: AuditFormat = {
  ...sozuNames,
  parse: (line) => {
    const parts = shape.exec(line);
    if (parts === null) return forged("the line is no row");
    const [, session = "", , cluster = "", backend = "", columns = ""] = parts;
    // The two tabs around AUDIT are the format's own.
    const raw = [session, cluster, backend, columns].find((part) => hasHazard(part));
    if (raw !== undefined) return forged(`the line holds a raw ${hazardName(raw)}`);
    const taken = pairsOf(pairsIn(columns), columnNames, ownWords);
    return taken.ok ? rowOf(session, taken.columns) : forged(taken.fault);
  },
  altered: (line, column, value) =>
    line.replace(
      new RegExp(`([(, ])${columnOf[column]}=[^,)]*`),
      (_found, before: string) => `${before}${columnOf[column]}=${value}`,
    ),
};

/** What the workers said is joined with commas of the writer's own: `reason=0: , 1: no room`. */
function pairsIn(columns: string): readonly string[] {
  const pairs: string[] = [];
  for (const part of columns.split(", ")) {
    const last = pairs.at(-1) ?? "";
    if (last.startsWith("reason=") && /^\d+: [^=,]*$/u.test(part)) {
      pairs[pairs.length - 1] = `${last}; ${part}`;
    } else {
      pairs.push(part);
    }
  }
  return pairs;
}

function rowOf(session: string, columns: Columns): ParsedLine {
  const verb = columns.get("verb");
  const instantMicros = instantOf(columns.get("ts") ?? "");
  const outcome = outcomeOf(columns.get("result") ?? "");
  if (verb === workerLocalVerb) return { kind: "other" };
  if (verb === undefined || instantMicros === undefined || outcome === undefined) {
    return incomplete("a column is missing");
  }
  const row = {
    instantMicros,
    verb,
    target: columns.get("target"),
    previous: undefined,
    effective: undefined,
    clientId: columns.get("lease_id"),
    reason: columns.get("metric_detail_reason"),
    actor: {
      pid: numberIn(columns, "actor_pid"),
      uid: numberIn(columns, "actor_uid"),
      gid: numberIn(columns, "actor_gid"),
      comm: columns.get("actor_comm"),
    },
    session,
    outcome,
    workers: workersIn(columns.get("workers")),
    isAttempt: isAttempt(verb, outcome, columns.has("elapsed_ms")),
  };
  return { kind: "row", row };
}

/** `-` is nobody. */
function numberIn(columns: Columns, name: string): number | undefined {
  const value = Number(columns.get(name));
  return Number.isInteger(value) ? value : undefined;
}

/** `ok/refused/expected`. */
function workersIn(text: string | undefined): RowWorkers | undefined {
  const counts = /^(\d+)\/(\d+)\/(\d+)$/.exec(text ?? "");
  if (counts === null) return undefined;
  const [ok = 0, refused = 0, expected = 0] = counts.slice(1).map(Number);
  return workersOf(ok, refused, expected);
}
