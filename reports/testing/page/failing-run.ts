// A run with a planted defect, as a page and as records: what the page shows is held against the records.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseReport, type Run, type TraceMark, type TraceRecord } from "../../index.ts";

export interface FailingRun {
  readonly folder: string;
  readonly url: string;
  readonly run: Run;
  readonly trace: TraceRecord;
  readonly mark: TraceMark;
}

const command = "dist/conformance/cli/main.js";
const failing = "lease-cap-renewal";

export function failingRun(folder: string): FailingRun {
  const page = join(folder, "run.html");
  const records = join(folder, "run.ndjson");
  const of = ["--family", "LEASE", "--target", "reference:cap-off-by-one"];
  const reports = ["--report", `html=${page}`, "--report", `ndjson=${records}`];
  const args = [command, "run", ...of, "--seeds", "1", ...reports];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 1)
    throw new Error(`the run should have failed, it ended with ${status}: ${stderr}`);
  const report = parseReport(readFileSync(records, "utf8"));
  if (!report.ok) throw new Error(report.problems[0]?.message);
  const trace = report.run.traces.find((one) => one.case === failing && one.purpose === "failure");
  const mark = trace?.marks[0];
  if (trace === undefined || mark === undefined) throw new Error(`no steps of ${failing}`);
  return { folder, url: pathToFileURL(page).href, run: report.run, trace, mark };
}
