// Where a process sends its StatsD lines.

import type { Fields } from "./fields.ts";

export interface StatsdConfig {
  readonly host: string;
  readonly port: number;
  readonly prefix: string;
  readonly taggedMetrics: boolean;
}

const keys = ["host", "port", "prefix", "taggedMetrics"];

export function readStatsd(fields: Fields): StatsdConfig {
  const statsd = fields.object("statsd", keys);
  return {
    host: statsd.text("host"),
    port: statsd.integer("port", 0, 65_535),
    prefix: statsd.text("prefix"),
    taggedMetrics: statsd.flag("taggedMetrics"),
  };
}
