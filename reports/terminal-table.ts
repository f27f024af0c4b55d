// The table of rules, grouped by family. Rules without a checker take one line per family: they are
// always counted, and never push what was judged off the screen.

import { alignedRows } from "./column.ts";
import type { Cell } from "./column.ts";
import { grouped } from "./figures.ts";
import { lookOf } from "./outcome-mark.ts";
import type { Palette } from "./palette.ts";
import { printable } from "./printable.ts";
import { familyOf } from "./run.ts";
import type { RuleRecord, Run } from "./run.ts";

export interface TableOptions {
  readonly palette: Palette;
  readonly verbose?: boolean;
}

/** A heading per family, in the order in which the families first appear. */
export function ruleTable(run: Run, options: TableOptions): readonly string[] {
  if (run.rules.length === 0) return [];
  const groups = groupsOf(run.rules, options);
  const rows = groups.flatMap((group) => rowsOf(group, options.palette));
  const [head, ...lines] = alignedRows([titles(options.palette), ...rows]);
  const headings = groups.map((group) => ({
    line: group.shown.length > 0 ? options.palette.strong(printable(group.family)) : undefined,
    count: rowsOf(group, options.palette).length,
  }));
  return [...(head === undefined ? [] : [head]), ...underHeadings(headings, lines)];
}

interface Group {
  readonly family: string;
  readonly shown: readonly RuleRecord[];
  readonly collapsedCount: number;
}

function groupsOf(rules: readonly RuleRecord[], options: TableOptions): readonly Group[] {
  const families = [...new Set(rules.map(familyOf))];
  return families.map((family) => {
    const all = rules.filter((rule) => familyOf(rule) === family);
    const shown = all.filter(
      ({ outcome, reason }) =>
        options.verbose === true || outcome !== "uncovered" || reason !== undefined,
    );
    return { family, shown, collapsedCount: all.length - shown.length };
  });
}

function rowsOf(group: Group, palette: Palette): readonly (readonly Cell[])[] {
  const rows = group.shown.map((rule) => ruleRow(rule, palette));
  return group.collapsedCount === 0 ? rows : [...rows, collapsedRow(group, palette)];
}

interface Heading {
  readonly line: string | undefined;
  readonly count: number;
}

function underHeadings(headings: readonly Heading[], lines: readonly string[]): readonly string[] {
  let taken = 0;
  return headings.flatMap(({ line, count }) => {
    const under = lines.slice(taken, taken + count);
    taken += count;
    return line === undefined ? under : [line, ...under];
  });
}

function titles(palette: Palette): readonly Cell[] {
  const paint = palette.muted;
  return [
    { text: "  outcome", paint },
    { text: "rule", paint },
    { text: "level", paint },
    { text: "evaluations", align: "right", paint },
    { text: "scenarios", align: "right", paint },
    { text: "defects killed", align: "right", paint },
    { text: "" },
  ];
}

function ruleRow(rule: RuleRecord, palette: Palette): readonly Cell[] {
  const { mark, paint } = lookOf[rule.outcome];
  return [
    { text: `${mark} ${rule.outcome}`, paint: palette[paint] },
    { text: printable(rule.rule) },
    { text: rule.level ?? "" },
    { text: grouped(rule.evaluations), align: "right" },
    { text: grouped(rule.scenarios), align: "right" },
    { text: rule.defectsKilled === undefined ? "-" : grouped(rule.defectsKilled), align: "right" },
    { text: printable(rule.reason ?? ""), paint: palette.muted },
  ];
}

// The family is named here too: a family without any checker has no heading.
function collapsedRow(group: Group, palette: Palette): readonly Cell[] {
  const rules = group.collapsedCount === 1 ? "1 rule" : `${grouped(group.collapsedCount)} rules`;
  return [
    { text: `${lookOf.uncovered.mark} uncovered`, paint: palette.muted },
    { text: `${printable(group.family)}: ${rules}`, paint: palette.muted },
  ];
}
