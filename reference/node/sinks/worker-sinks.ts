// What a worker writes: its log, and its access log, whose lines stand among those of the log as lines of
// level INFO where they have no target of their own.

import type { Sink } from "../../host.ts";
import type { AppendLine } from "./line-file.ts";

export function workerSinks(
  log: AppendLine,
  access: AppendLine = (line) => log(`INFO access: ${line}`),
): Readonly<Partial<Record<Sink, AppendLine>>> {
  return { log, access };
}
