// A worker writes one stream of lines: its log, with the access log in it as lines of level INFO.

import type { Sink } from "../../host.ts";
import type { AppendLine } from "./line-file.ts";

export function workerSinks(log: AppendLine): Readonly<Partial<Record<Sink, AppendLine>>> {
  return { log, access: (line) => log(`INFO access: ${line}`) };
}
