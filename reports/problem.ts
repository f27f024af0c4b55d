// What must hold between the records of one run, beyond the shape of each. The same sentences serve the
// writer, who asserts them, and the reader of a foreign report, who lists them.

import { outcomes, sumOf, totalsOf } from "./outcome.ts";
import type { Outcome, Totals } from "./outcome.ts";
import type { Run } from "./run.ts";

/** Empty when the run is consistent. */
export function problemsOf(run: Run): readonly string[] {
  const { planned, baseline } = run.header;
  const { totals } = run.footer;
  return [
    ...countProblems("rule", { records: run.rules, planned: planned.rules, totals: totals.rules }),
    ...countProblems("case", { records: run.cases, planned: planned.cases, totals: totals.cases }),
    ...repeated(
      "rule",
      run.rules.map((record) => record.rule),
    ),
    ...repeated(
      "case",
      run.cases.map((record) => record.case),
    ),
    ...entryProblems(run.baseline.length, baseline?.entries ?? 0),
    ...traceProblems(run),
  ];
}

// Whoever counts the expected failures must have all of them.
function entryProblems(count: number, announced: number): readonly string[] {
  return count === announced
    ? []
    : [`the header announces ${announced} baseline records, there are ${count}`];
}

// A mark points into its trace; whoever draws it must not have to guess.
function traceProblems({ traces }: Run): readonly string[] {
  return traces.flatMap(({ case: id, steps, marks, lanes }) => [
    ...marks
      .filter((mark) => mark.step >= steps.length)
      .map((mark) => `a trace of ${id} marks step ${mark.step} of ${steps.length}`),
    ...steps
      .filter(({ from, to }) => !lanes.includes(from) || (to !== undefined && !lanes.includes(to)))
      .slice(0, 1)
      .map(({ from, to }) => `a trace of ${id} has no lane ${to ?? from}`),
  ]);
}

interface Count {
  readonly records: readonly { readonly outcome: Outcome }[];
  readonly planned: number;
  readonly totals: Totals;
}

// The invariant: sum(outcomes) == planned. A record that is missing must never read as a smaller run.
function countProblems(noun: string, count: Count): readonly string[] {
  const counted = totalsOf(count.records);
  const sum = sumOf(count.totals);
  const problems = outcomes
    .filter((outcome) => counted[outcome] !== count.totals[outcome])
    .map(
      (outcome) =>
        `the footer counts ${count.totals[outcome]} ${noun} records as ${outcome}, there are ${counted[outcome]}`,
    );
  if (sum !== count.planned) {
    problems.push(`${count.planned} ${noun} records were planned, the outcomes sum to ${sum}`);
  }
  return problems;
}

function repeated(noun: string, ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = ids.filter((id) => seen.size === seen.add(id).size);
  return [...new Set(twice)].map((id) => `${noun} ${JSON.stringify(id)} has more than one record`);
}
