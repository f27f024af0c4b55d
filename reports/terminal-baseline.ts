// The baseline on the terminal: every entry that does not fit any more, and as many of the others as have
// room, each with the reason somebody wrote down for it.

import {
  type BaselineRecord,
  faultyEntries,
  isFaulty,
  reasonText,
  verdictsText,
} from "./baseline.ts";
import { bounds } from "./bounds.ts";
import { grouped } from "./figures.ts";
import { lookOf } from "./outcome-mark.ts";
import type { Palette } from "./palette.ts";
import { printable, printableField } from "./printable.ts";
import type { Run } from "./run.ts";

export interface BaselineOptions {
  readonly palette: Palette;
  /** Lists every entry. */
  readonly verbose?: boolean;
}

/** Empty without a baseline. */
export function baselineLines(
  run: Pick<Run, "header" | "baseline">,
  { palette, verbose = false }: BaselineOptions,
): readonly string[] {
  const { baseline: about } = run.header;
  if (about === undefined) return [];
  const faulty = faultyEntries(run);
  const fitting = run.baseline.filter(({ verdict }) => !isFaulty[verdict]);
  const listed = verbose ? fitting : fitting.slice(0, bounds.terminalEntries);
  const left = fitting.length - listed.length;
  return [
    `baseline ${printable(about.file)}: ${verdictsText(run.baseline)}`,
    ...listed.map((entry) => palette.muted(fittingLine(entry))),
    ...(left > 0 ? [palette.muted(`  … and ${grouped(left)} more; --verbose lists them`)] : []),
    ...faulty.map((entry) => palette.bad(faultyLine(entry, about.file))),
  ];
}

function fittingLine(entry: BaselineRecord): string {
  const { verdict, rule, cases, failures } = entry;
  const times = failures > 1 ? `, ${grouped(failures)} failures` : "";
  const where = printableField(`${rule} in ${cases.join(", ")}`);
  return `  ${lookOf["expected-fail"].mark} ${verdict}  ${where}${times}: ${printableField(reasonText(entry))}`;
}

function faultyLine({ verdict, rule, line, fault }: BaselineRecord, file: string): string {
  const what = printableField(fault ?? verdict);
  return `  ${lookOf["unexpected-pass"].mark} ${verdict}  ${printable(`${file}:${line}`)}  ${printable(rule)}: ${what}`;
}
