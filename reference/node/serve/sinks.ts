// The sinks of a running proxy: its log, and its audit rows as text and as JSON lines.

import type { Sink } from "../../host.ts";
import { flushMillisMax } from "../bounds.ts";
import type { LogTarget, Settings } from "../configuration/settings.ts";
import { realClock } from "../host/clock.ts";
import { type AccessLog, openAccessLog } from "../sinks/access-log.ts";
import { type AppendLine, type LineFile, openLineFile } from "../sinks/line-file.ts";
import { lineStream } from "../sinks/line-stream.ts";
import { levelledLog } from "../sinks/log.ts";
import { ServeError } from "./serve-error.ts";

export interface OpenSinks {
  readonly log: AppendLine;
  readonly sinks: Readonly<Partial<Record<Sink, AppendLine>>>;
  /** Of workers in this process; undefined: it stands in the log. */
  readonly access: AppendLine | undefined;
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
  const access = accessLog(settings.accessTarget, files);
  const output = logOutput(settings.logTarget, given, open);
  const log = levelledLog(settings.logLevel, () => realClock().wall(), output.append);
  return {
    log,
    sinks: { log, ...audit, ...auditJson },
    access: access?.append,
    async close() {
      await access?.close(flushMillisMax);
      await output.flush(flushMillisMax);
      for (const file of files) file.close();
    },
  };
}

function fileAt(path: string, mode: number, opened: readonly LineFile[]): LineFile {
  try {
    return openLineFile(path, mode);
  } catch (error) {
    throw unwritable(path, error, opened);
  }
}

/** Workers open it themselves: what they cannot open is found here, before there are any. */
function accessLog(
  target: Settings["accessTarget"],
  opened: readonly LineFile[],
): AccessLog | undefined {
  if (target === undefined) return undefined;
  try {
    return openAccessLog(target);
  } catch (error) {
    throw unwritable(target.kind === "file" ? target.path : target.host, error, opened);
  }
}

/** Closes the files `opened` before it is thrown. */
function unwritable(path: string, error: unknown, opened: readonly LineFile[]): ServeError {
  for (const file of opened) file.close();
  const reason = error instanceof Error ? error.message : String(error);
  return new ServeError("sink", `cannot write ${path}: ${reason}`);
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
