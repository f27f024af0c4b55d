// The sinks of a running proxy: its log, and its audit rows as text and as JSON lines.

import type { Sink } from "../../host.ts";
import { flushMillisMax } from "../bounds.ts";
import type { LogTarget, Settings } from "../configuration/settings.ts";
import { realClock } from "../host/clock.ts";
import { type AppendLine, type LineFile, openLineFile } from "../sinks/line-file.ts";
import { lineStream } from "../sinks/line-stream.ts";
import { levelledLog } from "../sinks/log.ts";
import { ServeError } from "./serve-error.ts";

export interface OpenSinks {
  readonly log: AppendLine;
  readonly sinks: Readonly<Partial<Record<Sink, AppendLine>>>;
  close(): Promise<void>;
}

// The group may read the audit, as with Sōzu's own files.
const auditMode = 0o640;
const logMode = 0o640;

/** `given` takes the log's lines instead of the configured target. Throws ServeError "sink". */
export function openSinks(
  settings: Settings,
  given: ((line: string) => void) | undefined,
): OpenSinks {
  const files: LineFile[] = [];
  const open = (path: string, mode: number): AppendLine => {
    const file = fileAt(path, mode, files);
    files.push(file);
    return file.append;
  };
  const audit =
    settings.auditPath === undefined ? {} : { audit: open(settings.auditPath, auditMode) };
  const auditJson =
    settings.auditJsonPath === undefined
      ? {}
      : { "audit-json": open(settings.auditJsonPath, auditMode) };
  const output = logOutput(settings.logTarget, given, open);
  const log = levelledLog(settings.logLevel, () => realClock().wall(), output.append);
  return {
    log,
    sinks: { log, ...audit, ...auditJson },
    async close() {
      await output.flush(flushMillisMax);
      for (const file of files) file.close();
    },
  };
}

/** Closes the files `opened` before it throws. */
function fileAt(path: string, mode: number, opened: readonly LineFile[]): LineFile {
  try {
    return openLineFile(path, mode);
  } catch (error) {
    for (const file of opened) file.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServeError("sink", `cannot write ${path}: ${reason}`);
  }
}

interface LogOutput {
  readonly append: AppendLine;
  flush(millis: number): Promise<void>;
}

function logOutput(
  target: LogTarget,
  given: ((line: string) => void) | undefined,
  open: (path: string, mode: number) => AppendLine,
): LogOutput {
  const flush = (): Promise<void> => Promise.resolve();
  if (given !== undefined) {
    return {
      append: (line) => {
        given(line);
        return true;
      },
      flush,
    };
  }
  if (target.kind === "file") return { append: open(target.path, logMode), flush };
  return lineStream(target.kind === "stdout" ? process.stdout.fd : process.stderr.fd);
}
