// The log of one machine: one line per record, `LEVEL component: message`. The host adds the time.
// A record never spans or forges a line, whatever a peer managed to get into its message.

import { escaped } from "./audit/hazard.ts";
import type { Host } from "./host.ts";

/** From what is always written to what hardly ever is. */
export const logLevels = ["ERROR", "WARN", "INFO", "DEBUG"] as const;
export type LogLevel = (typeof logLevels)[number];

const lineMax = 1_024;

export class Log {
  readonly #host: Host;
  readonly #component: string;
  #threshold: LogLevel = "INFO";

  constructor(host: Host, component: string) {
    this.#host = host;
    this.#component = component;
  }

  get threshold(): LogLevel {
    return this.#threshold;
  }

  /** Case does not matter. False: no such level, nothing changed. */
  setThreshold(name: string): boolean {
    const level = logLevels.find((known) => known === name.toUpperCase());
    if (level === undefined) return false;
    this.#threshold = level;
    return true;
  }

  write(level: LogLevel, message: string): void {
    if (logLevels.indexOf(level) > logLevels.indexOf(this.#threshold)) return;
    const line = `${level} ${this.#component}: ${message}`;
    this.#host.append("log", escaped(line.slice(0, lineMax)));
  }
}
