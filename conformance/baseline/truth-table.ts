// What a case says about a rule, and what an entry of the baseline makes of it: the whole table, so that no
// combination is decided by accident.
import type { EntryStatus, EntryVerdict, Outcome } from "../../reports/index.ts";

/** What was seen of one rule in one case. */
export const sightings = [
  "pass",
  /** It failed as the entry says. */
  "same-failure",
  "other-failure",
  "inconclusive",
  "unsupported",
  "not-run",
  /** Left out, because an entry quarantines the case. */
  "quarantined",
] as const;

export type Sighting = (typeof sightings)[number];

export interface Judgement {
  /** What the rule comes to in this case. */
  readonly outcome: Outcome;
  /** What that says of the entry. */
  readonly verdict: EntryVerdict;
}

// Whoever expects a failure and sees a pass, another failure or nothing that could fail has a list that is
// not true any more. What is unknown or did not run says nothing about it.
const expecting: Readonly<Record<Sighting, Judgement>> = {
  pass: { outcome: "unexpected-pass", verdict: "unexpected-pass" },
  "same-failure": { outcome: "expected-fail", verdict: "expected" },
  "other-failure": { outcome: "fail", verdict: "different" },
  inconclusive: { outcome: "inconclusive", verdict: "undecided" },
  unsupported: { outcome: "fail", verdict: "stale" },
  "not-run": { outcome: "not-run", verdict: "undecided" },
  quarantined: { outcome: "excluded", verdict: "quarantined" },
};

export const truthTable: Readonly<Record<EntryStatus, Readonly<Record<Sighting, Judgement>>>> = {
  fail: expecting,
  crash: expecting,
  timeout: expecting,
  // Whatever is known to waver breaks no gate by it, and what cannot be decided wavers, too.
  flaky: {
    ...expecting,
    pass: { outcome: "pass", verdict: "tolerated" },
    inconclusive: { outcome: "excluded", verdict: "tolerated" },
  },
};
