// What changed between two runs, over every pair of states, and what must hold for any two runs.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Change,
  type ChangeKind,
  changeKinds,
  compareRuns,
  isRegression,
  type State,
  states,
} from "./comparison.ts";
import { comparisonText } from "./comparison-text.ts";
import { finishRun } from "./finish.ts";
import { paletteOf } from "./palette.ts";
import type { CaseRecord, Failure, RuleRecord, Run } from "./run.ts";
import { openRunOf } from "./testing/sample-run.ts";

const rule = "LEASE-CAP";

function failure(message: string, of = rule): Failure {
  return { rule: of, message, expected: "", actual: "", at: 0 };
}

function caseOf(id: string, change: Partial<CaseRecord>): CaseRecord {
  return {
    t: "case",
    case: id,
    outcome: "pass",
    seeds: { first: 0, count: 1 },
    rules: ["LEASE-COUNT"],
    hash: "",
    virtualMicros: 0,
    failures: [],
    judged: ["LEASE-COUNT"],
    ...change,
  };
}

function ruleOf(outcome: RuleRecord["outcome"], of = rule): RuleRecord {
  return { t: "rule", rule: of, outcome, evaluations: 1, scenarios: 1 };
}

function runOf(cases: readonly CaseRecord[], rules: readonly RuleRecord[] = []): Run {
  return finishRun(openRunOf(rules, cases), { limited: true, allowEmpty: true }, 0);
}

/** A run in which one rule is in this state in one case. */
const showing: Readonly<Record<State, Run>> = {
  fail: runOf([caseOf("one", { outcome: "fail", failures: [failure("too many")] })]),
  pass: runOf([caseOf("one", { judged: [rule, "LEASE-COUNT"] })]),
  inconclusive: runOf([caseOf("one", { outcome: "inconclusive", rules: [rule] })]),
  unsupported: runOf([caseOf("one", { outcome: "unsupported", rules: [rule] })]),
  unjudged: runOf([caseOf("one", {})]),
  "not-played": runOf([caseOf("one", { outcome: "not-run", rules: [rule] })]),
  absent: runOf([]),
};

// Rows: before; columns: after, in the order of `states`.
const table: Readonly<Record<State, readonly (ChangeKind | "")[]>> = {
  fail: [
    "",
    "newly-passing",
    "became-inconclusive",
    "became-unsupported",
    "no-longer-judged",
    "not-played",
    "",
  ],
  pass: [
    "newly-failing",
    "",
    "became-inconclusive",
    "became-unsupported",
    "no-longer-judged",
    "not-played",
    "",
  ],
  inconclusive: [
    "newly-failing",
    "newly-passing",
    "",
    "became-unsupported",
    "no-longer-judged",
    "not-played",
    "",
  ],
  unsupported: ["newly-failing", "newly-passing", "became-inconclusive", "", "", "not-played", ""],
  unjudged: [
    "newly-failing",
    "newly-judged",
    "became-inconclusive",
    "became-unsupported",
    "",
    "not-played",
    "",
  ],
  "not-played": [
    "newly-failing",
    "newly-passing",
    "became-inconclusive",
    "became-unsupported",
    "",
    "",
    "",
  ],
  absent: ["newly-failing", "", "", "", "", "", ""],
};

const pairs = states.flatMap((from) =>
  states.map((to, index) => [from, to, table[from][index]!] as const),
);

function ofRule(before: Run, after: Run): readonly Change[] {
  return compareRuns(before, after).changes.filter((change) => change.rule === rule);
}

test.each(pairs)("from %s to %s is: %s", (from, to, kind) => {
  const changes = ofRule(showing[from], showing[to]);
  expect(changes.map((change) => change.kind)).toEqual(kind === "" ? [] : [kind]);
  expect(changes.map((change) => [change.from, change.to])).toEqual(changes.map(() => [from, to]));
});

test("a case that is in one run only is told once", () => {
  const { changes } = compareRuns(showing.absent, showing.pass);
  expect(changes).toEqual([
    { kind: "appeared", worse: false, case: "one", from: "absent", to: "pass" },
  ]);
  const gone = compareRuns(showing.fail, showing.absent);
  expect(gone.changes).toEqual([
    { kind: "vanished", worse: true, case: "one", from: "fail", to: "absent" },
  ]);
  const failing = compareRuns(showing.absent, showing.fail);
  expect(failing.changes.map(({ kind, worse }) => [kind, worse])).toEqual([
    ["newly-failing", true],
    ["appeared", false],
  ]);
});

test("another failure is a change, with what came and what went", () => {
  const other = runOf([
    caseOf("one", { outcome: "fail", failures: [failure("none"), failure("too many")] }),
  ]);
  expect(ofRule(showing.fail, other)).toEqual([
    {
      kind: "changed-failure",
      worse: true,
      rule,
      case: "one",
      from: "fail",
      to: "fail",
      added: ["none"],
    },
  ]);
  expect(ofRule(other, showing.fail)).toMatchObject([{ gone: ["none"] }]);
});

test("what a baseline made of a run is no change", () => {
  const excused = [{ ...failure("too many"), excuse: "known" }];
  const known = runOf(
    [caseOf("one", { outcome: "expected-fail", failures: excused, reason: "known" })],
    [ruleOf("expected-fail")],
  );
  const plain = runOf(
    [caseOf("one", { outcome: "fail", failures: [failure("too many")] })],
    [ruleOf("fail")],
  );
  expect(compareRuns(plain, known)).toMatchObject({ changes: [], rules: [] });
  const stale = runOf([caseOf("one", { outcome: "fail", rules: [rule] })]);
  expect(ofRule(showing.unsupported, stale)).toEqual([]);
});

test.each([
  ["pass", "fail", true],
  ["uncovered", "fail", true],
  ["pass", "uncovered", true],
  ["fail", "unsupported", true],
  ["fail", "pass", false],
  ["uncovered", "pass", false],
  ["uncovered", "excluded", false],
] as const)("a rule that goes from %s to %s is worse: %s", (from, to, worse) => {
  const comparison = compareRuns(runOf([], [ruleOf(from)]), runOf([], [ruleOf(to)]));
  expect(comparison.rules).toEqual([{ rule, worse, from, to }]);
  expect(isRegression(comparison)).toBe(worse);
});

const someCase = (id: string): fc.Arbitrary<CaseRecord> =>
  fc
    .record({
      failures: fc.array(
        fc
          .tuple(fc.constantFrom("known", "new"), fc.constantFrom(rule, "LEASE-COUNT"))
          .map(([message, of]) => failure(message, of)),
        { maxLength: 2 },
      ),
      quiet: fc.constantFrom("pass" as const, "inconclusive" as const, "unsupported" as const),
      judged: fc.subarray([rule, "LEASE-COUNT"]),
      rules: fc.subarray([rule, "LEASE-COUNT"]),
    })
    .map(({ quiet, ...rest }) =>
      caseOf(id, { ...rest, outcome: rest.failures.length > 0 ? "fail" : quiet }),
    );
const someRun = fc
  .subarray(["a", "b", "c"])
  .chain((ids) => fc.tuple(...ids.map(someCase)))
  .map((cases) => runOf(cases));

test("a run is as itself", () => {
  fc.assert(
    fc.property(someRun, (run) => {
      const { changes, rules } = compareRuns(run, run);
      expect([changes, rules]).toEqual([[], []]);
    }),
  );
});

test("backwards, the same pairs of states change the other way round", () => {
  const mirrored = ({ rule: of = "", case: id, from, to, added, gone }: Change): unknown[] => [
    ...[of, id, to, from, gone, added],
  ];
  const told = ({ rule: of = "", case: id, from, to, added, gone }: Change): unknown[] => [
    ...[of, id, from, to, added, gone],
  ];
  const byText = (rows: readonly unknown[][]): string[] =>
    rows.map((row) => JSON.stringify(row)).sort((left, right) => (left < right ? -1 : 1));
  // A failure in a case that appears is told; in one that vanishes, the case is.
  const isInBoth = ({ from, to }: Change): boolean => from !== "absent" && to !== "absent";
  // What was not judged and now is unsupported, say, is a loss in one direction only.
  const isTold = ({ from, to }: Change): boolean =>
    ![from, to].every((state) => ["unjudged", "unsupported"].includes(state));
  fc.assert(
    fc.property(someRun, someRun, (before, after) => {
      const there = compareRuns(before, after).changes.filter(isInBoth).filter(isTold);
      const back = compareRuns(after, before).changes.filter(isInBoth).filter(isTold);
      expect(byText(there.map(told))).toEqual(byText(back.map(mirrored)));
    }),
  );
});

test("is told worst first, each kind under its name", () => {
  const before = runOf(
    [
      caseOf("gone", {}),
      caseOf("one", { judged: [rule] }),
      caseOf("two", { outcome: "fail", failures: [failure("too many \u001b[31m")] }),
    ],
    [ruleOf("pass")],
  );
  const after = runOf(
    [
      caseOf("new", {}),
      caseOf("one", { outcome: "fail", failures: [failure("none")] }),
      caseOf("two", { judged: [rule] }),
    ],
    [ruleOf("fail")],
  );
  const comparison = compareRuns(before, after);
  expect(
    comparisonText(
      { file: "a.ndjson", run: before },
      { file: "b.ndjson", run: after },
      comparison,
      paletteOf(false),
    ),
  ).toMatchInlineSnapshot(`
    "before  a.ndjson: target reference · suite 0.1.0 · seeds 1-3 · 3 cases · exit 1
    after   b.ndjson: target reference · suite 0.1.0 · seeds 1-3 · 3 cases · exit 1

    newly failing (1)
      LEASE-CAP in one: pass -> fail
        + none

    vanished (1)
      gone: pass -> absent

    newly passing (1)
      LEASE-CAP in two: fail -> pass
        - too many \\u{1b}[31m

    appeared (1)
      new: absent -> pass

    outcomes of rules
      LEASE-CAP: pass -> fail

    2 worse, 2 otherwise changed, 2 as before; 1 of 1 changed rules worse
    "
  `);
  const order = comparison.changes.map(({ kind }) => changeKinds.indexOf(kind));
  expect(order).toEqual([...order].sort((left, right) => left - right));
});
