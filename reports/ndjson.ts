// The report of record: one JSON object per line, header first and footer last, so that a reader can tell
// a finished run from one that was cut. parse.ts reads it back.

import { jsonText } from "./printable.ts";
import type { Run } from "./run.ts";

export function ndjsonReport(run: Run): string {
  const { header, rules, cases, baseline, traces, notes, footer } = run;
  const records = [header, ...rules, ...cases, ...baseline, ...traces, ...notes, footer];
  return records.map((record) => `${jsonText(record)}\n`).join("");
}
