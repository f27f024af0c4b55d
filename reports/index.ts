// The public names of the reports: the result model, what closes a run, and its renderings.

export { outcomes, worstOutcome } from "./outcome.ts";
export type { Outcome, Totals } from "./outcome.ts";
export { entryStatuses, entryVerdicts, isFaulty } from "./baseline.ts";
export type { BaselineRecord, EntryStatus, EntryVerdict } from "./baseline.ts";
export { compareRuns, isRegression } from "./comparison.ts";
export type { Change, ChangeKind, Comparison, RuleChange, State } from "./comparison.ts";
export { comparisonText } from "./comparison-text.ts";
export type { ComparedRun } from "./comparison-text.ts";
export { matrixText } from "./matrix.ts";
export { fingerprintOf } from "./fingerprint.ts";
export { familyOf, runFormat } from "./run.ts";
export type {
  BaselineHeader,
  CaseRecord,
  Enforcement,
  Failure,
  FooterRecord,
  HeaderRecord,
  Level,
  NoteRecord,
  OpenRun,
  RuleRecord,
  Run,
  RunRecord,
  Seeds,
  Selection,
  Wavering,
} from "./run.ts";
export { annotations } from "./annotations.ts";
export { stepText } from "./trace.ts";
export type { StepKind, TraceMark, TraceRecord, TraceStep } from "./trace.ts";
export { bounds as reportBounds } from "./bounds.ts";
export { exitCodes, exitOf } from "./exit-code.ts";
export type { Circumstances, Exit, ExitCode } from "./exit-code.ts";
export { finishRun } from "./finish.ts";
export { ReportError } from "./report-error.ts";
export type { ReportErrorCode } from "./report-error.ts";
export { paletteOf } from "./palette.ts";
export type { Paint, Palette } from "./palette.ts";
export { baselineLines } from "./terminal-baseline.ts";
export { terminalReport } from "./terminal.ts";
export type { TerminalOptions } from "./terminal.ts";
export { renderReport, reportKinds } from "./render.ts";
export type { ReportKind } from "./render.ts";
export { parseReport } from "./parse.ts";
export type { ParsedReport, ReportProblem } from "./parse.ts";
export { printable } from "./printable.ts";
export { writeReport } from "./write.ts";
