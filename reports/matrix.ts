// Several runs side by side, family by family, as Markdown: how many rules, and how many cases, came to what.
// Nothing is judged here, and nothing compared: `comparison.ts` says what changed between two of them.

import { grouped } from "./figures.ts";
import { type Outcome, outcomes, totalsOf } from "./outcome.ts";
import { lookOf } from "./outcome-mark.ts";
import { printable } from "./printable.ts";
import { type CaseRecord, familyOf, type Run } from "./run.ts";

interface Counted {
  readonly family: string;
  readonly outcome: Outcome;
}

/** Ends with a line break. */
export function matrixText(runs: readonly Run[]): string {
  const ruled = runs.map(({ rules }) =>
    rules.map((record) => ({ family: familyOf(record), outcome: record.outcome })),
  );
  const families = new Set(ruled.flat().map(({ family }) => family));
  const played = runs.map(({ cases }) =>
    cases.map((record) => ({ family: familyOfCase(record, families), outcome: record.outcome })),
  );
  const names = runs.map(({ header }) => cell(header.target.replace(/^live:/, "")));
  return [
    ...table("rules of", names, ruled),
    "",
    ...table("cases of", names, played),
    "",
    outcomes.map((outcome) => `${lookOf[outcome].mark} ${outcome}`).join(", "),
    "",
  ].join("\n");
}

/** A case is named after its family; one that kept a fault from coming back is of its first rule's. */
function familyOfCase(
  { case: id, rules: [rule = ""] }: CaseRecord,
  families: ReadonlySet<string>,
): string {
  const first = id.split("-", 1).join("").toUpperCase();
  return families.has(first) ? first : familyOf({ rule });
}

function table(
  title: string,
  names: readonly string[],
  columns: readonly (readonly Counted[])[],
): readonly string[] {
  const families = [...new Set(columns.flat().map(({ family }) => family))];
  const rows = families.map((family) => {
    const cells = columns.map((all) => countsOf(all.filter((one) => one.family === family)));
    return rowOf([cell(family), ...cells]);
  });
  return [
    rowOf([title, ...names]),
    `|---${"|---".repeat(names.length)}|`,
    ...rows,
    rowOf(["all", ...columns.map(countsOf)]),
  ];
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** What is zero is left out. */
function countsOf(all: readonly Counted[]): string {
  const totals = totalsOf(all);
  const parts = outcomes
    .filter((outcome) => totals[outcome] > 0)
    .map((outcome) => `${grouped(totals[outcome])} ${lookOf[outcome].mark}`);
  return parts.join(" ");
}

/** Names come from a file that anybody may have written. */
function cell(text: string): string {
  return printable(text).replaceAll(/[^\w.+ -]/g, "_");
}
