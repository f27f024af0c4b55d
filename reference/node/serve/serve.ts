// `kakehi serve` without its command line: settings from a file or shortcuts, the reference's own
// machines, and signals if the caller wants them handled.

import { join } from "node:path";
import { createMaster, createWorker } from "../../index.ts";
import { masterConfig } from "./master-config.ts";
import { type ProxyMachines, type RunningProxy, startProxy } from "./proxy.ts";
import { stopOnSignals } from "./signals.ts";
import { settingsFrom, type Source } from "./source.ts";

export type ServeOptions = Source & {
  /** Workers in this process, for debugging; else each is a child process. */
  readonly inProcess?: boolean;
  /** Inet listeners that other machines can reach; loopback only unless true. */
  readonly allowRemote?: boolean;
  /** Clients in the clear speak HTTP/2 with prior knowledge and nothing else. */
  readonly http2Only?: boolean;
  /** Takes the log's lines instead of the configured target. */
  readonly log?: (line: string) => void;
  /** SIGINT and SIGTERM stop the proxy; the second one ends it at once. */
  readonly signals?: boolean;
  /** Makes the draws repeatable, for debugging. */
  readonly seed?: number;
  /** The compiled script of a worker process; by default the one beside this file's folder. */
  readonly workerEntry?: string;
};

const machines: ProxyMachines = { createMaster, createWorker, masterConfig };

/** Resolves when the command socket accepts. Throws ServeError, whose message is one line. */
export async function serve(options: ServeOptions): Promise<RunningProxy> {
  const { settings, warnings } = await settingsFrom(options);
  const proxy = await startProxy({
    settings: { ...settings, http2Only: options.http2Only ?? false },
    warnings,
    machines,
    inProcess: options.inProcess ?? false,
    allowRemote: options.allowRemote ?? false,
    log: options.log,
    seed: options.seed,
    workerEntry: options.workerEntry ?? join(import.meta.dirname, "worker-process.js"),
  });
  if (options.signals === true) stopOnSignals(proxy);
  return proxy;
}
