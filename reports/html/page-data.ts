// What the script of the page is handed. Steps of failures come before examples, because a report that
// would be too large to mail leaves examples out.

import { bounds } from "../bounds.ts";
import { findingsOf, replayLine, type Finding } from "../finding.ts";
import { jsonText } from "../printable.ts";
import type { CaseRecord, RuleRecord, Run } from "../run.ts";
import type { TraceRecord } from "../trace.ts";

/** Without its failures: what is told of them are the findings. */
export type PageCase = Pick<CaseRecord, "case" | "outcome" | "rules" | "seeds" | "file" | "reason">;

export type PageTrace = TraceRecord & { readonly replay: string };

export interface PageData {
  readonly rules: readonly RuleRecord[];
  readonly cases: readonly PageCase[];
  readonly findings: readonly Finding[];
  readonly traces: readonly PageTrace[];
  readonly examplesLeftOut: number;
}

export function pageDataOf(run: Run, bytesMax: number = bounds.htmlBytes): PageData {
  const cases = run.cases.map(({ case: id, outcome, rules, seeds, file, reason }) => ({
    case: id,
    outcome,
    rules,
    seeds,
    ...(file === undefined ? {} : { file }),
    ...(reason === undefined ? {} : { reason }),
  }));
  const findings = findingsOf(run).slice(0, bounds.htmlFindings);
  const rest = { rules: run.rules, cases, findings };
  const wanted = [
    ...run.traces.filter(({ purpose }) => purpose === "failure"),
    ...run.traces.filter(({ purpose }) => purpose === "example"),
  ];
  let left = bytesMax - sizeOf(rest);
  const traces = wanted
    .map((trace) => ({ ...trace, replay: replayLine(trace, run.header.target) }))
    .filter((trace) => (left -= sizeOf(trace)) >= 0);
  return { ...rest, traces, examplesLeftOut: wanted.length - traces.length };
}

/** JSON that ends no script element. */
export function embedded(data: PageData): string {
  return jsonText(data).replaceAll("<", "\\u003c");
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(jsonText(value));
}
