// The report a person reads: one line per rule, a block per failure, a summary. Pure text: where it goes
// and whether it is coloured is decided outside.

import { bounds } from "./bounds.ts";
import { isJudged } from "./outcome.ts";
import { lookOf } from "./outcome-mark.ts";
import { elapsedText, grouped, seedsText, totalsText } from "./figures.ts";
import { findingsOf } from "./finding.ts";
import type { Palette } from "./palette.ts";
import { printable, printableField } from "./printable.ts";
import type { NoteRecord, Run } from "./run.ts";
import { baselineLines } from "./terminal-baseline.ts";
import { findingBlock } from "./terminal-finding.ts";
import { ruleTable } from "./terminal-table.ts";
import { waveringCount, waveringLines } from "./wavering.ts";

export interface TerminalOptions {
  readonly palette: Palette;
  /** Names the uncovered rules one by one. */
  readonly verbose?: boolean;
}

/** Ends with a line break. */
export function terminalReport(run: Run, options: TerminalOptions): string {
  const sections = [
    [headline(run)],
    ruleTable(run, options),
    ...findingSections(run, options),
    baselineLines(run, options),
    waveringSection(run, options.palette),
    run.notes.map((note) => noteLine(note, options.palette)),
    summary(run, options.palette),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function headline(run: Run): string {
  const { header } = run;
  return [
    `kakehi ${printable(header.suiteVersion)}`,
    `target ${printable(header.target)}`,
    seedsText(header.seeds),
    `Node ${printable(header.node)}`,
    printable(header.platform),
  ].join(" · ");
}

function findingSections(run: Run, options: TerminalOptions): readonly (readonly string[])[] {
  const findings = findingsOf(run);
  const shown = findings.slice(0, bounds.terminalFailures);
  const left = findings.length - shown.length;
  const blocks = shown.map((finding) => findingBlock(finding, options.palette));
  if (left === 0) return blocks;
  return [...blocks, [`… and ${grouped(left)} more; the NDJSON report has every failure`]];
}

/** Nobody is to take what came once for what never comes: all of it is listed. */
function waveringSection(run: Run, palette: Palette): readonly string[] {
  const lines = waveringLines(run).map((line) => palette.doubtful(`  ~ ${printableField(line)}`));
  return lines.length === 0 ? [] : ["wavering: what came in some attempts only", ...lines];
}

function noteLine(note: NoteRecord, palette: Palette): string {
  const text = `${note.severity === "warning" ? "warning" : "note"}: ${printable(note.text)}`;
  return note.severity === "warning" ? palette.doubtful(text) : palette.muted(text);
}

function summary(run: Run, palette: Palette): readonly string[] {
  const { footer } = run;
  const paint = footer.exitCode === 0 ? palette.good : palette.bad;
  const runs = run.cases
    .filter((record) => isJudged[record.outcome])
    .reduce((sum, record) => sum + record.seeds.count, 0);
  return [
    `rules   ${totalsText(footer.totals.rules)}`,
    `cases   ${totalsText(footer.totals.cases)}, ${grouped(runs)} runs`,
    ...failedLine(run, palette),
    ...waveredLine(run, palette),
    `time    ${elapsedText(footer.elapsedMicros)}${footer.aborted ? ", stopped before the end" : ""}`,
    `result  ${paint(`exit ${footer.exitCode}: ${printable(footer.exitReason)}`)}`,
  ];
}

// A definite failure is named whatever the exit code says: a broken harness must not hide it.
function failedLine(run: Run, palette: Palette): readonly string[] {
  const failed = run.rules.filter((rule) => lookOf[rule.outcome].paint === "bad");
  if (failed.length === 0) return [];
  return [`failed  ${palette.bad(failed.map((rule) => printable(rule.rule)).join(", "))}`];
}

function waveredLine(run: Run, palette: Palette): readonly string[] {
  const count = waveringCount(run);
  return count === undefined ? [] : [`wavered ${palette.doubtful(count)}`];
}
