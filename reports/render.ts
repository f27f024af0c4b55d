// The renderings that go into files, by the name used in `--report KIND=PATH`. The terminal's is not among
// them: it needs a palette and is printed, but `text` is the same without colour.

import { htmlReport } from "./html/page.ts";
import { jsonReport } from "./json.ts";
import { junitReport } from "./junit.ts";
import { markdownReport } from "./markdown.ts";
import { ndjsonReport } from "./ndjson.ts";
import { paletteOf } from "./palette.ts";
import type { Run } from "./run.ts";
import { terminalReport } from "./terminal.ts";

export const reportKinds = ["html", "ndjson", "json", "junit", "markdown", "text"] as const;

export type ReportKind = (typeof reportKinds)[number];

const renderings: Readonly<Record<ReportKind, (run: Run) => string>> = {
  html: (run) => htmlReport(run),
  ndjson: ndjsonReport,
  json: jsonReport,
  junit: junitReport,
  markdown: (run) => markdownReport(run),
  text: (run) => terminalReport(run, { palette: paletteOf(false), verbose: true }),
};

export function renderReport(kind: ReportKind, run: Run): string {
  return renderings[kind](run);
}
