// NDJSON back into a run. The text is somebody else's, so nothing throws: every fault becomes a problem
// with its line. A report without a footer, or whose outcomes do not sum to what was planned, is invalid
// however well its lines read: a run that was cut must not pass for a small one.

import { Ajv2020 } from "ajv/dist/2020.js";
import type { BaselineRecord } from "./baseline.ts";
import { problemsOf } from "./problem.ts";
import type {
  CaseRecord,
  FooterRecord,
  HeaderRecord,
  NoteRecord,
  RuleRecord,
  Run,
  RunRecord,
} from "./run.ts";
import type { TraceRecord } from "./trace.ts";
import { runSchema } from "./schema/run-schema.ts";

export interface ReportProblem {
  /** From 1; undefined when it concerns the report as a whole. */
  readonly line: number | undefined;
  readonly message: string;
}

export type ParsedReport =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly problems: readonly ReportProblem[] };

export function parseReport(text: string): ParsedReport {
  const check = recordCheck();
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const read = lines.flatMap((line, index) =>
    line === "" ? [] : [readLine(line, index + 1, check)],
  );
  const problems = read.flatMap((result) => ("problem" in result ? [result.problem] : []));
  if (problems.length > 0) return { ok: false, problems };
  return assembled(read.flatMap((result) => ("record" in result ? [result.record] : [])));
}

type ReadLine = { readonly record: RunRecord } | { readonly problem: ReportProblem };
type RecordCheck = (value: unknown) => { readonly record: RunRecord } | { readonly fault: string };

function readLine(text: string, line: number, check: RecordCheck): ReadLine {
  const value = jsonValue(text);
  if (value === undefined) return { problem: { line, message: "this line is not JSON" } };
  const result = check(value.json);
  return "record" in result ? result : { problem: { line, message: result.fault } };
}

function jsonValue(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function recordCheck(): RecordCheck {
  const ajv = new Ajv2020({ discriminator: true, allowUnionTypes: true });
  const validate = ajv.compile<RunRecord>(runSchema);
  return (value) => {
    if (validate(value)) return { record: value };
    const [error] = validate.errors ?? [];
    const where = error?.instancePath === "" ? "the record" : (error?.instancePath ?? "the record");
    return { fault: `${where} ${error?.message ?? "does not match the schema"}` };
  };
}

interface Sorted {
  readonly headers: HeaderRecord[];
  readonly rules: RuleRecord[];
  readonly cases: CaseRecord[];
  readonly baseline: BaselineRecord[];
  readonly traces: TraceRecord[];
  readonly notes: NoteRecord[];
  readonly footers: FooterRecord[];
}

function assembled(records: readonly RunRecord[]): ParsedReport {
  const { headers, footers, ...between } = sorted(records);
  const [header] = headers;
  const [footer] = footers;
  const shape = [
    ...(records.at(0)?.t === "header" && headers.length === 1
      ? []
      : ["the report must begin with its one header"]),
    ...(records.at(-1)?.t === "footer" && footers.length === 1
      ? []
      : ["the report must end with its one footer: the run was cut"]),
  ];
  if (header === undefined || footer === undefined || shape.length > 0) return refused(shape);
  const run: Run = { header, ...between, footer };
  const problems = problemsOf(run);
  return problems.length === 0 ? { ok: true, run } : refused(problems);
}

function sorted(records: readonly RunRecord[]): Sorted {
  const into: Sorted = {
    headers: [],
    rules: [],
    cases: [],
    baseline: [],
    traces: [],
    notes: [],
    footers: [],
  };
  for (const record of records) place(record, into);
  return into;
}

function place(record: RunRecord, into: Sorted): number {
  switch (record.t) {
    case "header":
      return into.headers.push(record);
    case "rule":
      return into.rules.push(record);
    case "case":
      return into.cases.push(record);
    case "baseline":
      return into.baseline.push(record);
    case "trace":
      return into.traces.push(record);
    case "note":
      return into.notes.push(record);
    case "footer":
      return into.footers.push(record);
  }
}

function refused(messages: readonly string[]): ParsedReport {
  return { ok: false, problems: messages.map((message) => ({ line: undefined, message })) };
}
