// A proxy without a file: `--socket PATH --workers N --detail cluster` as Settings, everything else
// by default.

import { resolve } from "node:path";
import { workersMax } from "../bounds.ts";
import type { Settings } from "./settings.ts";
import { defaults, levelDefault, levels } from "./top-level.ts";

export interface Shortcuts {
  readonly socket?: string;
  readonly workers?: number;
  /** process, frontend, cluster or backend. */
  readonly detail?: string;
}

export type ShortcutsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly message: string };

/** `directory` is where a relative socket path begins. */
export function settingsOfShortcuts(shortcuts: Shortcuts, directory: string): ShortcutsResult {
  const { socket = defaults.commandSocket, workers = defaults.workerCount } = shortcuts;
  const { detail } = shortcuts;
  if (socket === "") return { ok: false, message: "the socket's path is empty" };
  if (!Number.isInteger(workers) || workers < 0 || workers > workersMax) {
    return { ok: false, message: `the count of workers is an integer from 0 to ${workersMax}` };
  }
  const level = detail === undefined ? levelDefault : new Map(Object.entries(levels)).get(detail);
  if (level === undefined) {
    return { ok: false, message: `the detail is one of ${Object.keys(levels).join(", ")}` };
  }
  const settings: Settings = {
    directory,
    commandSocket: resolve(directory, socket),
    workerCount: workers,
    workerAutomaticRestart: true,
    workerTimeoutSeconds: defaults.workerTimeoutSeconds,
    commandBufferBytesMax: defaults.commandBufferBytesMax,
    detail: level,
    statsd: undefined,
    allowedUids: undefined,
    savedState: undefined,
    auditPath: undefined,
    auditJsonPath: undefined,
    accessTarget: undefined,
    logLevel: "info",
    logTarget: { kind: "stderr" },
    requests: [],
  };
  return { ok: true, settings };
}
