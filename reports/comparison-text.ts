// A comparison as a person reads it: what is worse first, each kind under its name, and how much is as it
// was. Whoever wants all of a long list takes the JSON.

import { bounds } from "./bounds.ts";
import { type Change, type ChangeKind, changeKinds, type Comparison } from "./comparison.ts";
import { grouped, seedsText } from "./figures.ts";
import type { Palette } from "./palette.ts";
import { printable, printableField } from "./printable.ts";
import type { Run } from "./run.ts";

export interface ComparedRun {
  readonly file: string;
  readonly run: Run;
}

const titles: Readonly<Record<ChangeKind, string>> = {
  "newly-failing": "newly failing",
  "changed-failure": "failing in another way",
  "became-inconclusive": "became inconclusive",
  "became-unsupported": "became unsupported",
  "no-longer-judged": "no longer judged",
  "not-played": "not played",
  vanished: "vanished",
  "newly-passing": "newly passing",
  "newly-judged": "newly judged, and kept",
  appeared: "appeared",
};

/** Ends with a line break. */
export function comparisonText(
  before: ComparedRun,
  after: ComparedRun,
  { changes, rules, same }: Comparison,
  palette: Palette,
): string {
  const sections = changeKinds.flatMap((kind) => {
    const of = changes.filter((change) => change.kind === kind);
    return of.length === 0 ? [] : [kindLines(kind, of, palette)];
  });
  const ruleLines = rules.map(({ rule, from, to, worse }) => {
    const line = `  ${printable(rule)}: ${from} -> ${to}`;
    return worse ? palette.bad(line) : line;
  });
  const worse = changes.filter((change) => change.worse).length;
  const worseRules = rules.filter((change) => change.worse).length;
  const blocks = [
    [runLine("before", before), runLine("after", after)],
    ...sections,
    ...(ruleLines.length === 0 ? [] : [["outcomes of rules", ...ruleLines]]),
    [
      `${grouped(worse)} worse, ${grouped(changes.length - worse)} otherwise changed, ${grouped(same)} as before; ${grouped(worseRules)} of ${grouped(rules.length)} changed rules worse`,
    ],
  ];
  return blocks.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

function runLine(label: string, { file, run }: ComparedRun): string {
  const { header, footer } = run;
  const about = [
    `target ${printable(header.target)}`,
    `suite ${printable(header.suiteVersion)}`,
    seedsText(header.seeds),
    `${grouped(header.planned.cases)} cases`,
    `exit ${footer.exitCode}${footer.aborted ? ", stopped before the end" : ""}`,
  ];
  return `${label.padEnd(6)}  ${printable(file)}: ${about.join(" · ")}`;
}

function kindLines(
  kind: ChangeKind,
  changes: readonly Change[],
  palette: Palette,
): readonly string[] {
  const paint = changes.some(({ worse }) => worse) ? palette.bad : palette.good;
  const shown = changes.slice(0, bounds.comparedChanges);
  const left = changes.length - shown.length;
  return [
    paint(`${titles[kind]} (${grouped(changes.length)})`),
    ...shown.flatMap((change) => changeLines(change, palette)),
    ...(left > 0 ? [palette.muted(`  … and ${grouped(left)} more; --json has them all`)] : []),
  ];
}

function changeLines(change: Change, palette: Palette): readonly string[] {
  const { rule, from, to, added = [], gone = [] } = change;
  const where = rule === undefined ? change.case : `${rule} in ${change.case}`;
  return [
    `  ${printable(where)}: ${from} -> ${to}`,
    ...gone.map((text) => palette.muted(`    - ${printableField(text)}`)),
    ...added.map((text) => palette.muted(`    + ${printableField(text)}`)),
  ];
}
