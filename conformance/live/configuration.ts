// The configuration file that a launched proxy gets: Sōzu's own TOML, made from the world of a case.
// What a world asks for that no file can say makes the case unsupported; that is decided elsewhere.
import { stringify } from "smol-toml";
import type { WorldSettings } from "../../sim/index.ts";

export interface ConfigurationPaths {
  readonly commandSocket: string;
  readonly audit: string;
  readonly auditJson: string;
  readonly savedState: string | undefined;
  readonly ports: SinkPorts;
}

/** Of this machine: where StatsD lines and the records of access logs go. */
export interface SinkPorts {
  readonly statsd: number;
  readonly access: { readonly port: number; readonly isBinary: boolean } | undefined;
}

/** Of a world that says nothing of it. */
export const statsdDefault = { prefix: "kakehi", taggedMetrics: false } as const;

export function configurationText(world: WorldSettings, paths: ConfigurationPaths): string {
  return stringify({
    command_socket: paths.commandSocket,
    worker_count: world.workers,
    worker_automatic_restart: world.automaticRestart,
    worker_timeout: world.workerTimeoutSeconds,
    command_buffer_size: Math.min(world.frameBytesMax, 16_384),
    max_command_buffer_size: world.frameBytesMax,
    max_connections: 100,
    log_level: "info",
    log_target: "stdout",
    audit_logs_target: paths.audit,
    audit_logs_json_target: paths.auditJson,
    ...(paths.ports.access === undefined ? {} : accessTarget(paths.ports.access)),
    activate_listeners: true,
    ...(paths.savedState === undefined ? {} : { saved_state: paths.savedState }),
    ...(world.allowedUids === undefined ? {} : { command_allowed_uids: [...world.allowedUids] }),
    metrics: {
      address: `127.0.0.1:${paths.ports.statsd}`,
      detail: world.detail,
      prefix: (world.statsd ?? statsdDefault).prefix,
      tagged_metrics: (world.statsd ?? statsdDefault).taggedMetrics,
    },
  });
}

function accessTarget({
  port,
  isBinary,
}: NonNullable<SinkPorts["access"]>): Readonly<Record<string, string>> {
  return {
    access_logs_target: `udp://127.0.0.1:${port}`,
    ...(isBinary ? { access_logs_format: "protobuf" } : {}),
  };
}
