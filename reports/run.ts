// The result model: what a run says, as plain data. Each record is one line of the NDJSON report;
// `schema/run.schema.json` describes the same for readers in other languages. Nothing here judges:
// the runner fills the records, finish.ts closes them, the renderers only read.

import type { ExitCode } from "./exit-code.ts";
import type { BaselineRecord } from "./baseline.ts";
import type { Outcome, Totals } from "./outcome.ts";
import type { TraceRecord } from "./trace.ts";

/** The version of the record format; a report of another one is refused. */
export const runFormat = 1;

export type Level = "MUST" | "SHOULD" | "MAY";

/** The seeds `first`, `first + 1`, …, `count` of them. */
export interface Seeds {
  readonly first: number;
  readonly count: number;
}

/** What the command line asked for; an empty list did not narrow anything. */
export interface Selection {
  readonly rules: readonly string[];
  readonly families: readonly string[];
  readonly cases: readonly string[];
  readonly tags: readonly string[];
  readonly enforce: readonly Enforcement[];
}

/** `must` is always in force; `should` adds the SHOULD rules, `covered` fails on an uncovered rule. */
export type Enforcement = "must" | "should" | "covered";

export interface HeaderRecord {
  readonly t: "header";
  readonly format: typeof runFormat;
  readonly suiteVersion: string;
  /** Which contract was judged by; absent in reports that are older than the second one. */
  readonly contract?: number;
  readonly target: string;
  readonly seeds: Seeds;
  readonly selection: Selection;
  /** How many rule and case records must follow: the denominators of the totals. */
  readonly planned: { readonly rules: number; readonly cases: number };
  readonly node: string;
  readonly platform: string;
  /** What the run was held against; absent where every failure counts. */
  readonly baseline?: BaselineHeader;
}

export interface BaselineHeader {
  readonly file: string;
  /** SHA-256 of its bytes. */
  readonly hash: string;
  /** How many baseline records must follow. */
  readonly entries: number;
}

export interface RuleRecord {
  readonly t: "rule";
  readonly rule: string;
  readonly outcome: Outcome;
  /** How often a checker judged something that could have failed. */
  readonly evaluations: number;
  /** How many cases held at least one evaluation. */
  readonly scenarios: number;
  /** Absent when the committed kill matrix is missing or stale. */
  readonly defectsKilled?: number;
  readonly level?: Level;
  readonly family?: string;
  readonly statement?: string;
  /** Who promises it, in words. */
  readonly source?: string;
  /** Why it is excluded, uncovered, unsupported, inconclusive or expected to fail. */
  readonly reason?: string;
}

export interface Failure {
  readonly rule: string;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
  /** Virtual instant, integer microseconds since the start of the run. */
  readonly at: number;
  /** The label or the ordinal of the scenario's step. */
  readonly step?: string;
  /** The seed that showed it; without one the first of its case. */
  readonly seed?: number;
  /** The last events before, oldest first, one line each. */
  readonly events?: readonly string[];
  /** Why the baseline expects it; absent where it counts. */
  readonly excuse?: string;
}

/** A rule that differed from the baseline in some attempts at a case, and not in all of them. */
export interface Wavering {
  readonly rule: string;
  /** In how many attempts it failed. */
  readonly failed: number;
  /** How many attempts decided anything. */
  readonly attempts: number;
  /** How it failed, each way once. */
  readonly failures: readonly Failure[];
}

export interface CaseRecord {
  readonly t: "case";
  readonly case: string;
  readonly outcome: Outcome;
  readonly seeds: Seeds;
  readonly rules: readonly string[];
  /** Where it is written down, relative to the package. */
  readonly file?: string;
  /** Hash of the traces, in the order of the seeds. */
  readonly hash: string;
  /** Virtual time of all its seeds together. */
  readonly virtualMicros: number;
  readonly failures: readonly Failure[];
  /** The rules that were judged in it on something that could have failed them. */
  readonly judged?: readonly string[];
  readonly reason?: string;
  /** What came in some attempts and not in others; absent where the case was played once. */
  readonly wavering?: readonly Wavering[];
}

/** A diagnostic of the suite itself, such as a stale kill matrix; it never changes an outcome. */
export interface NoteRecord {
  readonly t: "note";
  readonly severity: "info" | "warning";
  readonly text: string;
}

export interface FooterRecord {
  readonly t: "footer";
  readonly totals: { readonly rules: Totals; readonly cases: Totals };
  readonly exitCode: ExitCode;
  readonly exitReason: string;
  /** Stopped by a signal or a budget before its end. */
  readonly aborted: boolean;
  /** Wall time, the only field that differs between two equal runs. */
  readonly elapsedMicros: number;
}

export type RunRecord =
  HeaderRecord | RuleRecord | CaseRecord | BaselineRecord | TraceRecord | NoteRecord | FooterRecord;

export interface Run {
  readonly header: HeaderRecord;
  readonly rules: readonly RuleRecord[];
  readonly cases: readonly CaseRecord[];
  /** One for each entry, in the order of the file; empty without a baseline. */
  readonly baseline: readonly BaselineRecord[];
  /** Of the first failing cases, and of rules that were kept when examples were asked for. */
  readonly traces: readonly TraceRecord[];
  readonly notes: readonly NoteRecord[];
  readonly footer: FooterRecord;
}

/** A run before its totals and its exit code are known. */
export type OpenRun = Omit<Run, "footer">;

/** The family of a rule: named by the record, else the part of the id before the first hyphen. */
export function familyOf(record: Pick<RuleRecord, "rule" | "family">): string {
  return record.family ?? record.rule.split("-", 1).join("");
}
