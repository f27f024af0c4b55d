// A run held against its baseline: failures that are listed become expected ones, and entries that do not
// fit the run become failures of their own. What a case observed is not looked at again.
import picomatch from "picomatch";
import {
  type BaselineRecord,
  type CaseRecord,
  entryVerdicts,
  type EntryVerdict,
  type Failure,
  fingerprintOf,
  isFaulty,
  type OpenRun,
  type Outcome,
  type RuleRecord,
  worstOutcome,
} from "../../reports/index.ts";
import type { Fit } from "./attempts.ts";
import { type Baseline, type Circumstance, type Entry, isExpired } from "./baseline.ts";
import { bounds } from "./bounds.ts";
import { Coverage } from "./coverage.ts";
import { faultOf } from "./fault-text.ts";
import { type Sighting, truthTable } from "./truth-table.ts";

/** An entry and what was seen of it. */
export interface Followed {
  readonly entry: Entry;
  readonly coverage: Coverage;
  /** Whether it is for this target and system. */
  readonly holds: boolean;
  readonly expired: boolean;
  readonly pairs: readonly Pair[];
}

/** A case in which the rule of an entry was to be seen. */
export interface Pair {
  readonly case: string;
  readonly verdict: EntryVerdict;
  readonly sighting: Sighting;
  readonly failures: readonly Failure[];
}

export function applied(open: OpenRun, baseline: Baseline, where: Circumstance): OpenRun {
  const followed = followedIn(open.cases, baseline, where);
  const judged = open.cases.map((record) => judgedCase(record, followed));
  return {
    ...open,
    rules: open.rules.map((record) => judgedRule(record, judged)),
    cases: judged.map(({ record }) => record),
    baseline: followed.map((one) => recordOf(one, open)),
  };
}

/** One case beside the baseline. */
export function fitOf(record: CaseRecord, baseline: Baseline, where: Circumstance): Fit {
  const followed = followedIn([record], baseline, where);
  const { failures, outcome } = judgedCase(record, followed).record;
  // That an entry has expired is nothing that a case could show.
  const unfit = followed.filter(
    ({ pairs, expired }) => !expired && pairs.some(({ verdict }) => isFaulty[verdict]),
  );
  const departures = new Set([
    ...failures.filter(({ excuse }) => excuse === undefined).map(({ rule }) => rule),
    ...unfit.map(({ entry }) => entry.rule),
  ]);
  return { departures, isOpen: outcome === "inconclusive" || outcome === "not-run" };
}

/** What was seen of each entry, in the order of the file. */
export function followedIn(
  cases: readonly CaseRecord[],
  { entries }: Baseline,
  where: Circumstance,
): readonly Followed[] {
  return entries.map((entry): Followed => {
    const about = {
      entry,
      coverage: new Coverage(entry),
      holds: isInForce(entry, where),
      expired: isExpired(entry, where.today),
    };
    const pairs = about.holds ? cases.flatMap((record) => sightingOf(record, about) ?? []) : [];
    return { ...about, pairs };
  });
}

export function isInForce({ when }: Entry, { target, os }: Circumstance): boolean {
  if (when?.os !== undefined && when.os !== os) return false;
  // A target names a file, whose slashes a star has to cross.
  return when?.target === undefined || picomatch.isMatch(target, when.target, { bash: true });
}

interface JudgedCase {
  readonly record: CaseRecord;
  /** By rule, for the rules that failed or that an entry is about. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

function judgedCase(record: CaseRecord, followed: readonly Followed[]): JudgedCase {
  const outcomes = new Map<string, Outcome>();
  const excuses = new Map<string, Entry>();
  const faults: string[] = [];
  for (const { rule } of record.failures) outcomes.set(rule, "fail");
  for (const one of followed) {
    const pair = one.pairs.find((candidate) => candidate.case === record.case);
    if (pair === undefined || one.expired) continue;
    const { rule, status, line } = one.entry;
    const { outcome } = truthTable[status][pair.sighting];
    if (pair.verdict === "stale") {
      // The case fails, since the list is wrong; nobody knows that of the rule.
      faults.push(`the baseline expects ${rule} to fail (line ${line}), and it is unsupported`);
      continue;
    }
    outcomes.set(rule, outcome);
    if (outcome === "expected-fail") excuse(one.entry, record, { outcomes, excuses });
    if (pair.verdict === "tolerated" && outcome !== "pass") excuses.set(rule, one.entry);
  }
  return { record: recordWith(record, { outcomes, excuses, faults }), outcomes };
}

interface Excusing {
  readonly outcomes: Map<string, Outcome>;
  readonly excuses: Map<string, Entry>;
}

/** Whatever else goes wrong in a case in which the target falls over is a consequence of that. */
function excuse(entry: Entry, { failures }: CaseRecord, { outcomes, excuses }: Excusing): void {
  excuses.set(entry.rule, entry);
  if (entry.status !== "crash" && entry.status !== "timeout") return;
  for (const { rule } of failures) {
    outcomes.set(rule, "expected-fail");
    excuses.set(rule, entry);
  }
}

interface CaseFindings extends Excusing {
  readonly faults: readonly string[];
}

function recordWith(record: CaseRecord, { outcomes, excuses, faults }: CaseFindings): CaseRecord {
  // A failing case without a failure, and one that was not judged, stay what they are.
  const isJudged = record.outcome === "pass" || record.failures.length > 0;
  const own = isJudged || isKnownOpen(record, outcomes) ? [] : [record.outcome];
  if (faults.length > 0) own.push("fail");
  const outcome = worstOutcome([...outcomes.values(), ...own]) ?? record.outcome;
  const reasons = [...new Set([...excuses.values()].map(({ reason }) => reason))];
  const isExcused = outcome === "expected-fail" || outcome === "excluded";
  const told = [...faults, ...(isExcused ? reasons : [])];
  if (record.reason !== undefined) told.push(record.reason);
  return {
    ...record,
    outcome,
    failures: record.failures.map((failure) => {
      const entry = excuses.get(failure.rule);
      return entry === undefined ? failure : { ...failure, excuse: entry.reason };
    }),
    ...(told.length === 0 ? {} : { reason: told.join("; ") }),
  };
}

/** It could not be decided, and the baseline says so of each of its rules. */
function isKnownOpen(
  { outcome, rules }: CaseRecord,
  outcomes: ReadonlyMap<string, Outcome>,
): boolean {
  return outcome === "inconclusive" && rules.every((rule) => outcomes.get(rule) === "excluded");
}

/** Nothing where the rule of the entry is not to be seen in this case. */
function sightingOf(
  record: CaseRecord,
  { entry, coverage, expired }: Omit<Followed, "pairs">,
): Pair | undefined {
  const naming = coverage.of(record.case);
  if (naming === undefined) return undefined;
  const { rule, status } = entry;
  const failures = record.failures.filter((failure) => failure.rule === rule);
  const concerns =
    naming === "named" ||
    failures.length > 0 ||
    record.rules.includes(rule) ||
    record.judged?.includes(rule) === true;
  if (!concerns) return undefined;
  const sighting = sightingIn(record, entry, failures);
  const { verdict } = truthTable[status][sighting];
  return { case: record.case, verdict: expired ? "expired" : verdict, sighting, failures };
}

// What a record that is no failure says of each of its rules.
const silent: Readonly<Record<Outcome, Sighting>> = {
  pass: "pass",
  // Another rule failed in it, and this one did not.
  fail: "pass",
  "expected-fail": "pass",
  "unexpected-pass": "pass",
  inconclusive: "inconclusive",
  unsupported: "unsupported",
  uncovered: "unsupported",
  excluded: "quarantined",
  "not-run": "not-run",
};

function sightingIn(
  { outcome, judged }: CaseRecord,
  { match }: Entry,
  failures: readonly Failure[],
): Sighting {
  // It was played, and nothing came of it that could have failed: the next time something may.
  const isBlank = outcome === "unsupported" && judged !== undefined;
  if (failures.length === 0) return isBlank ? "inconclusive" : silent[outcome];
  const isKnown = (failure: Failure): boolean => {
    const fingerprint = fingerprintOf(failure);
    return match === "any" || match.some((beginning) => fingerprint.startsWith(beginning));
  };
  return failures.every(isKnown) ? "same-failure" : "other-failure";
}

/** Of a rule, beside what its other cases say. */
const saysNothing: ReadonlySet<Outcome> = new Set<Outcome>(["pass", "excluded", "not-run"]);

/** A rule that only failed as expected failed as expected; what else is known of it still counts. */
function judgedRule(record: RuleRecord, cases: readonly JudgedCase[]): RuleRecord {
  const seen = cases.flatMap(({ outcomes }) => outcomes.get(record.rule) ?? []);
  const telling = seen.filter((outcome) => !saysNothing.has(outcome));
  const open = cases.some(
    ({ record: one }) => one.outcome === "inconclusive" && one.rules.includes(record.rule),
  );
  const isKnown = record.outcome === "inconclusive" && !open && seen.includes("excluded");
  if (telling.length === 0) return isKnown ? withoutOpen(record, cases) : record;
  const rest: readonly Outcome[] = [
    ...(record.outcome === "fail" || isKnown ? [] : [record.outcome]),
    ...(open ? (["inconclusive"] as const) : []),
  ];
  const outcome = worstOutcome([...telling, ...rest]) ?? record.outcome;
  if (outcome !== "expected-fail") return { ...record, outcome };
  return { ...record, outcome, reason: reasonsOf(record.rule, cases) };
}

/** What is left of a rule when the cases that are known to stay open are left out. */
function withoutOpen(record: RuleRecord, cases: readonly JudgedCase[]): RuleRecord {
  if (record.evaluations > 0) return { ...record, outcome: "pass" };
  const excused = cases.find(
    ({ record: one }) => one.outcome === "excluded" && one.rules.includes(record.rule),
  );
  const reason = excused?.record.reason;
  return { ...record, outcome: "unsupported", ...(reason === undefined ? {} : { reason }) };
}

function reasonsOf(rule: string, cases: readonly JudgedCase[]): string {
  const reasons = cases.flatMap(({ record }) =>
    record.failures.flatMap((failure) => (failure.rule === rule ? (failure.excuse ?? []) : [])),
  );
  const different = [...new Set(reasons)];
  const left = different.length - bounds.reasonsNamed;
  const named = different.slice(0, bounds.reasonsNamed).join("; ");
  return left > 0 ? `${named}; and ${left} more reasons` : named;
}

function recordOf(one: Followed, { cases }: OpenRun): BaselineRecord {
  const { entry, pairs, coverage, holds, expired } = one;
  const { line, rule, status, reason, issue, expires } = entry;
  const inside = cases.some(({ case: id }) => coverage.of(id) !== undefined);
  const present = new Set(pairs.map((pair) => pair.verdict));
  let verdict = entryVerdicts.find((candidate) => present.has(candidate)) ?? "outside";
  if (holds && inside && pairs.length === 0) verdict = expired ? "expired" : "stale";
  const fault = faultOf(one, verdict);
  return {
    t: "baseline",
    line,
    rule,
    cases: entry.cases,
    status,
    reason,
    ...(issue === undefined ? {} : { issue }),
    ...(expires === undefined ? {} : { expires }),
    verdict,
    failures: pairs
      .filter((pair) => pair.verdict === "expected")
      .reduce((sum, { failures }) => sum + failures.length, 0),
    ...(fault === undefined ? {} : { fault }),
  };
}
