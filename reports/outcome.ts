// The one list of outcomes, for rules and for cases alike, and which of two weighs more. What an
// outcome means for the exit code is decided in exit-code.ts.

/** In the order in which totals are printed. */
export const outcomes = [
  "pass",
  "fail",
  "expected-fail",
  "unexpected-pass",
  "inconclusive",
  "unsupported",
  "uncovered",
  "excluded",
  "not-run",
] as const;

export type Outcome = (typeof outcomes)[number];

/** Whether something ran and was judged, whatever came of it. */
export const isJudged: Readonly<Record<Outcome, boolean>> = {
  pass: true,
  fail: true,
  "expected-fail": true,
  "unexpected-pass": true,
  inconclusive: true,
  unsupported: false,
  uncovered: false,
  excluded: false,
  "not-run": false,
};

/** How many of each; every outcome has its key, so that nothing is left out silently. */
export type Totals = Readonly<Record<Outcome, number>>;

// Worst first: what is certain weighs more than what is unknown, what is unknown more than what is
// known to be absent. `pass` is last, so one pass never covers anything else.
const worstFirst = [
  "fail",
  "unexpected-pass",
  "inconclusive",
  "not-run",
  "expected-fail",
  "unsupported",
  "uncovered",
  "excluded",
  "pass",
] as const satisfies readonly Outcome[];

/** The outcome that stands for them all; undefined for none, because nothing is not a pass. */
export function worstOutcome(all: Iterable<Outcome>): Outcome | undefined {
  const present = new Set(all);
  return worstFirst.find((outcome) => present.has(outcome));
}

export function totalsOf(records: Iterable<{ readonly outcome: Outcome }>): Totals {
  const totals: Record<Outcome, number> = {
    pass: 0,
    fail: 0,
    "expected-fail": 0,
    "unexpected-pass": 0,
    inconclusive: 0,
    unsupported: 0,
    uncovered: 0,
    excluded: 0,
    "not-run": 0,
  };
  for (const record of records) totals[record.outcome] += 1;
  return totals;
}

export function sumOf(totals: Totals): number {
  return outcomes.reduce((sum, outcome) => sum + totals[outcome], 0);
}
