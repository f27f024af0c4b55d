// The top of a configuration file: everything but listeners and clusters. Keys that tune what this
// proxy does not have are checked for their type, so that a slip is found, and then left alone.

import { resolve } from "node:path";
import {
  commandBufferBytesLeast,
  commandBufferBytesMost,
  workersMax,
  workerTimeoutSecondsMax,
} from "../bounds.ts";
import type { Level } from "../../index.ts";
import { type LogLevel, logLevels } from "../sinks/log.ts";
import type { AccessTarget } from "../sinks/access-log.ts";
import { parseHostPort, readAddress } from "./socket-address.ts";
import type { LogTarget, Settings, StatsdSettings } from "./settings.ts";
import type { TableReader } from "./table-reader.ts";

/** What Sōzu takes where the file says nothing. */
export const defaults = {
  commandSocket: "./sozu.sock",
  workerCount: 2,
  workerTimeoutSeconds: 10,
  commandBufferBytes: 1_000_000,
  commandBufferBytesMax: 2_000_000,
  statsdPrefix: "sozu",
} as const;

export const levels: Readonly<Record<string, Level>> = {
  process: 0,
  frontend: 1,
  cluster: 2,
  backend: 3,
};

export const levelDefault: Level = 2;

const integersWithoutMeaning = [
  "max_connections",
  "min_buffers",
  "max_buffers",
  "buffer_size",
  "ctl_command_timeout",
  "accept_queue_timeout",
  "zombie_check_interval",
  "slab_entries_per_connection",
  "max_connections_per_ip",
  "retry_after",
  "splice_pipe_capacity_bytes",
];
const flagsWithoutMeaning = [
  "automatic_state_save",
  "log_colored",
  "access_logs_colored",
  "disable_cluster_metrics",
  "handle_process_affinity",
  "evict_on_queue_full",
];
const textsWithoutMeaning = ["pid_file_path"];

/** Throws ValueFault. */
export function readTopLevel(table: TableReader, directory: string): Omit<Settings, "requests"> {
  checkWithoutMeaning(table);
  const metrics = readMetrics(table);
  const pathOf = (key: string): string | undefined => {
    const text = table.text(key);
    if (text === "") table.refuse(key, "a path is wanted");
    return text === undefined ? undefined : resolve(directory, text);
  };
  return {
    directory,
    commandSocket: pathOf("command_socket") ?? resolve(directory, defaults.commandSocket),
    workerCount: table.integer("worker_count", 0, workersMax) ?? defaults.workerCount,
    workerAutomaticRestart: table.flag("worker_automatic_restart") ?? true,
    workerTimeoutSeconds:
      table.integer("worker_timeout", 1, workerTimeoutSecondsMax) ?? defaults.workerTimeoutSeconds,
    commandBufferBytesMax: readBuffer(table),
    ...metrics,
    allowedUids: table.integers("command_allowed_uids", 0, 0xffff_ffff),
    savedState: pathOf("saved_state"),
    auditPath: pathOf("audit_logs_target"),
    auditJsonPath: pathOf("audit_logs_json_target"),
    accessTarget: readAccessTarget(table, directory),
    logLevel: readLogLevel(table),
    logTarget: readLogTarget(table, directory),
  };
}

function checkWithoutMeaning(table: TableReader): void {
  for (const key of integersWithoutMeaning) table.integer(key, 0, Number.MAX_SAFE_INTEGER);
  for (const key of flagsWithoutMeaning) table.flag(key);
  for (const key of textsWithoutMeaning) table.text(key);
}

function readBuffer(table: TableReader): number {
  const initial = table.integer("command_buffer_size", 1, commandBufferBytesMost);
  const max =
    table.integer("max_command_buffer_size", commandBufferBytesLeast, commandBufferBytesMost) ??
    defaults.commandBufferBytesMax;
  if ((initial ?? 0) > max) {
    table.warn("command_buffer_size", `it is above the largest size, ${max}, which holds`);
  }
  return max;
}

function readMetrics(table: TableReader): Pick<Settings, "detail" | "statsd"> {
  const metrics = table.table("metrics");
  if (metrics === undefined) return { detail: levelDefault, statsd: undefined };
  const { host, port } = metrics.required("address", readAddress(metrics, "address"));
  const statsd: StatsdSettings = {
    host,
    port,
    prefix: metrics.text("prefix") ?? defaults.statsdPrefix,
    taggedMetrics: metrics.flag("tagged_metrics") ?? false,
  };
  const detail = metrics.choice("detail", levels) ?? levelDefault;
  metrics.finish();
  return { detail, statsd };
}

/** Sōzu takes directives for single modules after commas; the first plain word is the level. */
function readLogLevel(table: TableReader): LogLevel {
  const text = table.text("log_level");
  if (text === undefined) return "info";
  const word = text.split(",").find((directive) => !directive.includes("="));
  const level = logLevels.find((known) => known === word?.trim().toLowerCase());
  const wanted = logLevels.join(", ");
  return (
    level ?? table.refuse("log_level", `one of ${wanted} is wanted, not ${JSON.stringify(text)}`)
  );
}

/** Where lines go by a text of the form `scheme://rest`; without a scheme it is a file's path. */
type WrittenTarget =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "other"; readonly scheme: string; readonly rest: string };

function writtenTarget(text: string, directory: string): WrittenTarget {
  const [scheme = "", rest] = text.split("://", 2);
  if (rest === undefined) return { kind: "file", path: resolve(directory, text) };
  if (scheme === "file") return { kind: "file", path: resolve(directory, rest) };
  return { kind: "other", scheme, rest };
}

function readLogTarget(table: TableReader, directory: string): LogTarget {
  const text = table.text("log_target") ?? "stdout";
  if (text === "stdout" || text === "stderr") return { kind: text };
  const target = writtenTarget(text, directory);
  if (target.kind === "file") return target;
  const { scheme } = target;
  if (!["udp", "tcp", "unix"].includes(scheme)) {
    table.refuse("log_target", `stdout, file://, udp://, tcp:// or unix:// is wanted`);
  }
  table.warn(
    "log_target",
    `${scheme} targets are not offered here: the log goes to standard output`,
  );
  return { kind: "stdout" };
}

/** Sōzu has several formats; here a record is one object of JSON, whatever is asked for. */
function readAccessTarget(table: TableReader, directory: string): AccessTarget | undefined {
  const text = table.text("access_logs_target");
  if (table.text("access_logs_format") === "protobuf") {
    table.warn("access_logs_format", "a record is one object of JSON here");
  }
  if (text === undefined || text === "stdout") return undefined;
  const target = writtenTarget(text, directory);
  if (target.kind === "file") return target;
  const { scheme, rest } = target;
  const address = scheme === "udp" ? parseHostPort(rest) : undefined;
  if (address !== undefined) return { kind: "udp", ...address };
  if (!["tcp", "unix"].includes(scheme)) {
    const wanted = "stdout, file://, udp://ip:port, tcp:// or unix:// is wanted";
    table.refuse("access_logs_target", `${wanted}, not ${JSON.stringify(text)}`);
  }
  const instead = "the access log goes into the log";
  table.warn("access_logs_target", `${scheme} targets are not offered here: ${instead}`);
  return undefined;
}
