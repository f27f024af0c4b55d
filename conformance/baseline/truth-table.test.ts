// The outcome algebra over its whole table, restated here in other words than the table's, and then what a
// whole run makes of every combination of status, sighting, naming and date.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CaseRecord,
  type EntryStatus,
  entryStatuses,
  exitOf,
  type Failure,
  isFaulty,
  type OpenRun,
  type Outcome,
  outcomes,
  type RuleRecord,
} from "../../reports/index.ts";
import { applied } from "./apply.ts";
import type { Baseline, Circumstance, Entry } from "./baseline.ts";
import { type Sighting, sightings, truthTable } from "./truth-table.ts";

const rule = "LEASE-CAP";
const where: Circumstance = { target: "live:a/b.toml", os: "linux", today: "2026-06-15" };

function entryWith(change: Partial<Entry>): Entry {
  return {
    line: 4,
    rule,
    cases: ["lease-one"],
    status: "fail",
    match: ["known"],
    reason: "it is old",
    issue: undefined,
    expires: undefined,
    when: undefined,
    max: undefined,
    ...change,
  };
}

function failureOf(of: string, message: string): Failure {
  return { rule: of, message, expected: "", actual: "", at: 0 };
}

function caseOf(id: string, outcome: Outcome, failures: readonly Failure[]): CaseRecord {
  const seeds = { first: 0, count: 1 };
  const rules = [rule];
  return { t: "case", case: id, outcome, seeds, rules, hash: "", virtualMicros: 0, failures };
}

function runOf(cases: readonly CaseRecord[], rules: readonly RuleRecord[]): OpenRun {
  return {
    header: {
      t: "header",
      format: 1,
      suiteVersion: "0.1.0",
      target: where.target,
      seeds: { first: 0, count: 1 },
      selection: { rules: [], families: [], cases: [], tags: [], enforce: [] },
      planned: { rules: rules.length, cases: cases.length },
      node: "20",
      platform: "linux x64",
    },
    rules,
    cases,
    baseline: [],
    traces: [],
    notes: [],
  };
}

function ruleOf(outcome: Outcome, of = rule): RuleRecord {
  return { t: "rule", rule: of, outcome, evaluations: 1, scenarios: 1, level: "MUST" };
}

/** How a case looks in which this was seen, and its rule. */
const shown: Readonly<Record<Sighting, readonly [Outcome, readonly Failure[], Outcome]>> = {
  pass: ["pass", [], "pass"],
  "same-failure": ["fail", [failureOf(rule, "known from before")], "fail"],
  "other-failure": ["fail", [failureOf(rule, "nobody knows this one")], "fail"],
  inconclusive: ["inconclusive", [], "inconclusive"],
  unsupported: ["unsupported", [], "unsupported"],
  "not-run": ["not-run", [], "not-run"],
  quarantined: ["excluded", [], "pass"],
};

function judged(sighting: Sighting, entry: Entry): OpenRun {
  const [outcome, failures, ruleOutcome] = shown[sighting];
  const run = runOf([caseOf("lease-one", outcome, failures)], [ruleOf(ruleOutcome)]);
  const baseline: Baseline = {
    suite: undefined,
    implementation: undefined,
    seeds: undefined,
    entries: [entry],
  };
  return applied(run, baseline, where);
}

// [case, rule, verdict on the entry, exit code]
type Row = readonly [Outcome, Outcome, string, number];

const listed: Readonly<Record<Sighting, Row>> = {
  pass: ["unexpected-pass", "unexpected-pass", "unexpected-pass", 1],
  "same-failure": ["expected-fail", "expected-fail", "expected", 0],
  "other-failure": ["fail", "fail", "different", 1],
  inconclusive: ["inconclusive", "inconclusive", "undecided", 6],
  unsupported: ["fail", "unsupported", "stale", 1],
  "not-run": ["not-run", "not-run", "undecided", 4],
  quarantined: ["excluded", "pass", "quarantined", 0],
};
const tolerant: typeof listed = {
  ...listed,
  pass: ["pass", "pass", "tolerated", 0],
  inconclusive: ["excluded", "pass", "tolerated", 0],
};
const unlisted: Readonly<Record<Sighting, readonly [Outcome, Outcome, number]>> = {
  pass: ["pass", "pass", 0],
  "same-failure": ["fail", "fail", 1],
  "other-failure": ["fail", "fail", 1],
  inconclusive: ["inconclusive", "inconclusive", 6],
  unsupported: ["unsupported", "unsupported", 5],
  "not-run": ["not-run", "not-run", 4],
  quarantined: ["excluded", "pass", 0],
};

const every = entryStatuses.flatMap((status) =>
  sightings.map((sighting) => [status, sighting] as const),
);
const rowsOf: Readonly<Record<EntryStatus, typeof listed>> = {
  fail: listed,
  crash: listed,
  timeout: listed,
  flaky: tolerant,
};

function rowOf(run: OpenRun): Row {
  const verdict = run.baseline[0]?.verdict ?? "";
  return [run.cases[0]!.outcome, run.rules[0]!.outcome, verdict, exitOf(run, {}).code];
}

test.each(every)("an entry of status %s where there is %s", (status, sighting) => {
  const row = rowsOf[status][sighting];
  expect(rowOf(judged(sighting, entryWith({ status })))).toEqual(row);
  expect(truthTable[status][sighting].verdict).toBe(row[2]);
  const byPattern = entryWith({ status, cases: ["lease-*"] });
  expect(rowOf(judged(sighting, byPattern))).toEqual(row);
});

test.each(every)("an expired entry of status %s where there is %s", (status, sighting) => {
  const run = judged(sighting, entryWith({ status, expires: "2026-06-14" }));
  const [ofCase, ofRule, code] = unlisted[sighting];
  // What did not run explains more than an old entry; everything else it makes red.
  expect(rowOf(run)).toEqual([ofCase, ofRule, "expired", code === 4 ? 4 : 1]);
  const today = judged(sighting, entryWith({ status, expires: "2026-06-15" }));
  expect(rowOf(today)).toEqual(rowsOf[status][sighting]);
});

const elsewhere: readonly (readonly [string, Partial<Entry>])[] = [
  ["another case", { cases: ["lease-other"] }],
  ["another system", { when: { os: "darwin" } }],
  ["another target", { when: { target: "profile:*" } }],
];

test.each(elsewhere.flatMap(([name, change]) => sightings.map((s) => [name, s, change] as const)))(
  "an entry for %s where there is %s",
  (_, sighting, change) => {
    const [ofCase, ofRule, code] = unlisted[sighting];
    expect(rowOf(judged(sighting, entryWith(change)))).toEqual([ofCase, ofRule, "outside", code]);
  },
);

test("an entry for this target and system is in force", () => {
  const entry = entryWith({ when: { target: "live:*", os: "linux" } });
  expect(rowOf(judged("same-failure", entry))).toEqual(listed["same-failure"]);
});

test("an entry whose rule nobody looks at in its cases is stale", () => {
  const row = ["pass", "pass", "stale", 1];
  const pattern = entryWith({ rule: "LEASE-COUNT", cases: ["lease-o*"] });
  expect(rowOf(judged("pass", pattern))).toEqual(row);
});

test("any failure will do where the entry says so", () => {
  const entry = entryWith({ match: "any" });
  expect(rowOf(judged("other-failure", entry))).toEqual(listed["same-failure"]);
});

test("one failure that differs is a different failure, however many are known", () => {
  const failures = [failureOf(rule, "known"), failureOf(rule, "new")];
  const run = runOf([caseOf("lease-one", "fail", failures)], [ruleOf("fail")]);
  const held = applied(run, baselineOf([entryWith({})]), where);
  expect(rowOf(held)).toEqual(listed["other-failure"]);
  expect(held.baseline[0]?.fault).toMatch(/another failure in lease-one: "new"/);
});

test("what else fails where the target falls over is a consequence", () => {
  const failures = [failureOf("LIVE-NO-CRASH", "known"), failureOf(rule, "no answer")];
  const run = runOf([caseOf("lease-one", "fail", failures)], [ruleOf("fail")]);
  const entryOf = (status: EntryStatus): Entry => entryWith({ rule: "LIVE-NO-CRASH", status });
  const outcomeBy = (status: EntryStatus): Outcome =>
    applied(run, baselineOf([entryOf(status)]), where).cases[0]!.outcome;
  expect(entryStatuses.map((status) => [status, outcomeBy(status)])).toEqual([
    ["fail", "fail"],
    ["flaky", "fail"],
    ["crash", "expected-fail"],
    ["timeout", "expected-fail"],
  ]);
});

test("an expected failure with an open question beside it stays open", () => {
  const [, failures] = shown["same-failure"];
  const cases = [caseOf("lease-one", "fail", failures), caseOf("lease-two", "inconclusive", [])];
  const held = applied(runOf(cases, [ruleOf("fail")]), baselineOf([entryWith({})]), where);
  expect([held.rules[0]!.outcome, exitOf(held, {}).code]).toEqual(["inconclusive", 6]);
});

test("reports say why a failure is expected", () => {
  const held = judged("same-failure", entryWith({}));
  expect(held.cases[0]).toMatchObject({
    reason: "it is old",
    failures: [{ excuse: "it is old" }],
  });
  expect(held.rules[0]?.reason).toBe("it is old");
  expect(held.baseline[0]).toMatchObject({ line: 4, failures: 1 });
});

function baselineOf(entries: readonly Entry[]): Baseline {
  return { suite: undefined, implementation: undefined, seeds: undefined, entries };
}

const ruleIds = ["LEASE-CAP", "LEASE-COUNT", "LEASE-EXPIRES"] as const;
const caseIds = ["a-1", "a-2", "b-1", "b-2"] as const;
const message = fc.constantFrom("known", "known better", "new");
const someCase = (id: string): fc.Arbitrary<CaseRecord> =>
  fc
    .record({
      quiet: fc.oneof(
        { weight: 12, arbitrary: fc.constant<Outcome>("pass") },
        {
          weight: 1,
          arbitrary: fc.constantFrom<Outcome>("inconclusive", "unsupported", "not-run"),
        },
      ),
      failures: fc.array(
        fc.tuple(fc.constantFrom(...ruleIds), message).map(([of, text]) => failureOf(of, text)),
        { maxLength: 3 },
      ),
      judged: fc.subarray([...ruleIds]),
      rules: fc.subarray([...ruleIds]),
    })
    .map(({ quiet, failures, ...rest }) => ({
      ...caseOf(id, failures.length > 0 ? "fail" : quiet, failures),
      ...rest,
    }));
const someEntry: fc.Arbitrary<Entry> = fc
  .record({
    rule: fc.constantFrom(...ruleIds),
    cases: fc.oneof(
      fc.subarray([...caseIds], { minLength: 1 }),
      fc.constantFrom(["a-*"], ["b-*"], ["*-1"]),
    ),
    status: fc.constantFrom<EntryStatus>("fail", "flaky"),
    match: fc.constantFrom<Entry["match"]>("any", ["known"], ["known better", "new"]),
    expires: fc.constantFrom(undefined, "2026-06-14", "2027-01-01"),
  })
  .map(entryWith);
const someRun = fc.tuple(...caseIds.map(someCase)).map((cases) => {
  const rules = ruleIds.map((id): RuleRecord => {
    const fails = cases.some(({ failures }) => failures.some((failure) => failure.rule === id));
    return ruleOf(fails ? "fail" : "pass", id);
  });
  return runOf(cases, rules);
});

/** Entries for the failures of a run, and some that may be wrong. */
function entriesFor({ cases }: OpenRun): fc.Arbitrary<readonly Entry[]> {
  const exact = cases.flatMap((record) =>
    [...new Set(record.failures.map((failure) => failure.rule))].map((of) =>
      entryWith({ rule: of, cases: [record.case], match: "any" }),
    ),
  );
  const kept = fc.oneof(
    { weight: 3, arbitrary: fc.constant(exact) },
    { weight: 1, arbitrary: fc.subarray(exact) },
  );
  return fc
    .tuple(kept, fc.oneof(fc.constant([]), fc.array(someEntry, { maxLength: 3 })))
    .map(([right, doubtful]) => [...right, ...doubtful]);
}
const someHeld = someRun.chain((run) => fc.tuple(fc.constant(run), entriesFor(run)));

test("what was played and showed nothing is left open by whoever lists it", () => {
  const blank: CaseRecord = { ...caseOf("lease-one", "unsupported", []), judged: [] };
  const outcomesUnder = (status: EntryStatus): readonly Outcome[] =>
    applied(runOf([blank], []), baselineOf([entryWith({ status })]), where).cases.map(
      ({ outcome }) => outcome,
    );
  expect(outcomesUnder("fail")).toEqual(["inconclusive"]);
  expect(outcomesUnder("flaky")).toEqual(["unsupported"]);
});

test("no baseline, no difference", () => {
  fc.assert(
    fc.property(someRun, (run) => {
      expect(applied(run, baselineOf([]), where)).toEqual(run);
    }),
  );
});

test("a run is green with a baseline only if every failure is excused and every entry fits", () => {
  let green = 0;
  fc.assert(
    fc.property(someHeld, ([run, entries]) => {
      const held = applied(run, baselineOf(entries), where);
      expect(held.cases.map((record) => record.case)).toEqual([...caseIds]);
      expect(held.baseline).toHaveLength(entries.length);
      const counting = held.cases.flatMap(({ failures }) =>
        failures.filter(({ excuse }) => excuse === undefined),
      );
      const unfit = held.baseline.filter(({ verdict }) => isFaulty[verdict]);
      const isGreen = exitOf(held, { limited: true, allowEmpty: true }).code === 0;
      green += isGreen ? 1 : 0;
      expect(isGreen && counting.length + unfit.length > 0).toBe(false);
      const open = run.cases.some(({ outcome }) => outcome === "inconclusive");
      expect(isGreen || open || counting.length + unfit.length > 0).toBe(true);
    }),
    { numRuns: 2_000, seed: 1 },
  );
  // Neither always nor never.
  expect(green).toBeGreaterThan(50);
  expect(green).toBeLessThan(1_950);
});

test("an entry never makes a rule or a case better than an expected failure", () => {
  const isBroken = new Set<Outcome>(["fail", "expected-fail", "unexpected-pass", "inconclusive"]);
  fc.assert(
    fc.property(someHeld, ([run, entries]) => {
      const held = applied(run, baselineOf(entries), where);
      const kept = [...run.cases, ...run.rules].map(({ outcome }, index) => {
        const now = [...held.cases, ...held.rules][index]!.outcome;
        return outcome !== "fail" || isBroken.has(now);
      });
      expect(kept).not.toContain(false);
      expect(outcomes).toEqual(expect.arrayContaining(held.cases.map(({ outcome }) => outcome)));
    }),
    { numRuns: 1_000, seed: 2 },
  );
});
