// What has to change in a baseline so that it fits a whole run: cases taken out of entries that do not fit
// them any more, and entries for failures that nobody has listed. It only decides; edit.ts writes.
import {
  type CaseRecord,
  type Failure,
  fingerprintOf,
  type Outcome,
  type Run,
} from "../../reports/index.ts";
import { followedIn, type Followed, type Pair } from "./apply.ts";
import type { Baseline, Circumstance, Entry } from "./baseline.ts";
import { bounds } from "./bounds.ts";
import { Coverage, isPattern } from "./coverage.ts";

export interface NewEntry {
  readonly rule: string;
  readonly cases: readonly string[];
  readonly match: readonly string[];
}

export interface Revision {
  /** By position in the file: the cases that an entry has from now on; none takes it out. */
  readonly cases: ReadonlyMap<number, readonly string[]>;
  readonly added: readonly NewEntry[];
  /** Entries that have expired; what becomes of them somebody has to decide. */
  readonly expired: readonly Entry[];
}

/** By how much of its words a new failure is known again. */
export type MatchBy = "fingerprint" | "message";

export function revisionFor(
  run: Run,
  baseline: Baseline,
  where: Circumstance,
  matchBy: MatchBy,
): Revision {
  const cases = run.cases.map(unheld);
  const followed = followedIn(cases, baseline, where);
  const revised = new Map<number, readonly string[]>();
  for (const [index, one] of followed.entries()) {
    const left = casesLeft(one, cases);
    if (left !== undefined) revised.set(index, left);
  }
  const added: NewEntry[] = [];
  for (const pair of newPairs(cases, followed)) {
    const fresh = { rule: pair.rule, cases: [pair.case], match: matchOf(pair, matchBy) };
    const at = followed.findIndex((one, index) => {
      return isLike(one, fresh) && revised.get(index)?.length !== 0;
    });
    if (at < 0) addTo(added, fresh);
    else revised.set(at, [...(revised.get(at) ?? followed[at]?.entry.cases ?? []), pair.case]);
  }
  const expired = followed.filter((one) => one.holds && one.expired).map(({ entry }) => entry);
  return { cases: revised, added, expired };
}

/** Whether an entry in force explains the same failure of the same rule elsewhere. */
function isLike({ entry, holds, expired }: Followed, { rule, match }: NewEntry): boolean {
  const isOpen = holds && !expired && entry.status === "fail";
  return isOpen && entry.rule === rule && isSame(entry.match, match);
}

function addTo(added: NewEntry[], fresh: NewEntry): void {
  const { rule, match, cases } = fresh;
  const index = added.findIndex((entry) => entry.rule === rule && isSame(entry.match, match));
  const known = added[index];
  if (known === undefined) added.push(fresh);
  else added[index] = { ...known, cases: [...known.cases, ...cases] };
}

function isSame(known: Entry["match"], match: readonly string[]): boolean {
  return known !== "any" && known.join("\n") === match.join("\n");
}

/** The record as it was before any baseline was held against it. */
function unheld(record: CaseRecord): CaseRecord {
  const was: Partial<Record<Outcome, Outcome>> = {
    "unexpected-pass": "pass",
    // A case that failed has failures; this one failed because a list expected it to.
    fail: "unsupported",
  };
  const outcome = record.failures.length > 0 ? "fail" : (was[record.outcome] ?? record.outcome);
  return { ...record, outcome };
}

const unfit: ReadonlySet<Pair["verdict"]> = new Set<Pair["verdict"]>([
  "unexpected-pass",
  "stale",
  "different",
]);

/** Nothing when the entry stays as it is. */
function casesLeft(
  { entry, pairs, coverage, holds, expired }: Followed,
  cases: readonly CaseRecord[],
): readonly string[] | undefined {
  if (!holds || expired) return undefined;
  if (pairs.length === 0) {
    return cases.some((record) => coverage.of(record.case) !== undefined) ? [] : undefined;
  }
  const dropped = new Set(
    pairs.filter(({ verdict }) => unfit.has(verdict)).map((pair) => pair.case),
  );
  if (dropped.size === 0) return undefined;
  const left = entry.cases.flatMap((name): readonly string[] => {
    if (!isPattern(name)) return dropped.has(name) ? [] : [name];
    const covered = pairsUnder(name, pairs);
    const isWhole = covered.every((pair) => !dropped.has(pair.case));
    return isWhole ? [name] : covered.map((pair) => pair.case).filter((id) => !dropped.has(id));
  });
  return [...new Set(left)];
}

function pairsUnder(name: string, pairs: readonly Pair[]): readonly Pair[] {
  const one = new Coverage({ cases: [name] });
  return pairs.filter((pair) => one.of(pair.case) !== undefined);
}

interface NewPair {
  readonly rule: string;
  readonly case: string;
  readonly failures: readonly Failure[];
}

/** Failures that no entry expects, by rule and then by case. */
function newPairs(cases: readonly CaseRecord[], followed: readonly Followed[]): readonly NewPair[] {
  const found = cases.flatMap((record): NewPair[] => {
    const known = new Set(followed.flatMap((one) => rulesKnown(one, record)));
    const rules = new Set(record.failures.map((failure) => failure.rule));
    return [...rules]
      .filter((rule) => !known.has(rule))
      .map((rule) => {
        const failures = record.failures.filter((failure) => failure.rule === rule);
        return { rule, case: record.case, failures };
      });
  });
  const inOrder = (left: string, right: string): number => (left < right ? -1 : +(left > right));
  return found.sort(
    (left, right) => inOrder(left.rule, right.rule) || inOrder(left.case, right.case),
  );
}

/** The rules whose failures in this case an entry speaks for. */
function rulesKnown(
  { entry, pairs, expired }: Followed,
  { case: id, failures }: CaseRecord,
): readonly string[] {
  const pair = pairs.find((candidate) => candidate.case === id);
  if (pair === undefined || unfit.has(pair.verdict)) return [];
  const fell = entry.status === "crash" || entry.status === "timeout";
  const isWhole = fell && !expired && pair.failures.length > 0;
  return isWhole ? failures.map(({ rule }) => rule) : [entry.rule];
}

/** The whole words of each failure; where they are too many, only what went wrong. */
function matchOf({ failures }: NewPair, matchBy: MatchBy): readonly string[] {
  const whole = sorted(failures.map(fingerprintOf));
  if (matchBy === "fingerprint" && whole.length <= bounds.fingerprints) return whole;
  return sorted(failures.map((failure) => fingerprintOf({ ...failure, expected: "", actual: "" })));
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort((left, right) => (left < right ? -1 : 1));
}
