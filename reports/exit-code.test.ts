import { expect, test } from "vitest";
import { exitCodes, exitOf } from "./exit-code.ts";
import type { Circumstances } from "./exit-code.ts";
import { outcomes } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import type { CaseRecord, Enforcement, Level, OpenRun, RuleRecord } from "./run.ts";
import { openRunOf, sampleHeader, sampleOpenRun } from "./testing/sample-run.ts";

function rule(outcome: Outcome, level: Level = "MUST", id = `LEASE-${outcome}`): RuleRecord {
  return { t: "rule", rule: id, outcome, evaluations: 1, scenarios: 1, level };
}

function caseOf(outcome: Outcome, rules: readonly string[]): CaseRecord {
  const failures = rules.map((name) => ({
    rule: name,
    message: "",
    expected: "",
    actual: "",
    at: 0,
  }));
  return { ...sampleOpenRun.cases[0]!, outcome, rules, failures };
}

function enforcing(run: OpenRun, enforce: readonly Enforcement[]): OpenRun {
  return {
    ...run,
    header: { ...sampleHeader, ...run.header, selection: { ...run.header.selection, enforce } },
  };
}

const codeOf = (run: OpenRun, circumstances: Circumstances = {}): number =>
  exitOf(run, circumstances).code;

test("has the documented numbers, none of them one a shell uses for itself", () => {
  expect(Object.values(exitCodes)).toEqual([0, 1, 2, 3, 4, 5, 6, 124, 130, 143]);
});

// Each cause alone gives its code; the list is the order of precedence.
const causes: readonly {
  readonly code: number;
  readonly circumstances?: Circumstances;
  readonly rules?: readonly RuleRecord[];
}[] = [
  { code: 2, circumstances: { usageError: "unknown rule NOPE" } },
  { code: 3, circumstances: { harnessError: "the reference drifted" } },
  { code: 130, circumstances: { stoppedBy: "SIGINT" } },
  { code: 4, circumstances: { targetError: "no handshake" } },
  { code: 4, rules: [rule("not-run")] },
  { code: 1, rules: [rule("fail")] },
  { code: 1, rules: [rule("unexpected-pass")] },
  { code: 6, rules: [rule("inconclusive")] },
  { code: 5, rules: [rule("unsupported")] },
  { code: 0, rules: [rule("pass")] },
];

test("gives the code of the first cause, for every set of causes", () => {
  for (let chosen = 1; chosen < 1 << causes.length; chosen += 1) {
    const present = causes.filter((_, index) => (chosen & (1 << index)) !== 0);
    const circumstances = present.reduce<Circumstances>(
      (all, cause) => ({ ...all, ...cause.circumstances }),
      {},
    );
    const rules = present.flatMap((cause) => cause.rules ?? []);
    // A judged rule takes the emptiness away, as does one that passes.
    const judged = rules.some((each) => ["pass", "inconclusive"].includes(each.outcome));
    const expected = present.find((cause) => cause.code !== 5 || !judged)?.code;
    expect(codeOf(openRunOf(rules, []), circumstances), JSON.stringify(present)).toBe(
      expected ?? 0,
    );
  }
});

test("tells the two signals and the budget apart", () => {
  const run = openRunOf([rule("pass"), rule("not-run")], []);
  expect(codeOf(run, { stoppedBy: "SIGINT" })).toBe(130);
  expect(codeOf(run, { stoppedBy: "SIGTERM" })).toBe(143);
  expect(codeOf(run, { stoppedBy: "budget" })).toBe(124);
});

const alone: Readonly<Record<Outcome, Readonly<Record<Level, readonly [number, number]>>>> = {
  // [by itself, with --enforce should]
  pass: { MUST: [0, 0], SHOULD: [0, 0], MAY: [0, 0] },
  fail: { MUST: [1, 1], SHOULD: [0, 1], MAY: [1, 1] },
  "expected-fail": { MUST: [0, 0], SHOULD: [0, 0], MAY: [0, 0] },
  "unexpected-pass": { MUST: [1, 1], SHOULD: [0, 1], MAY: [1, 1] },
  inconclusive: { MUST: [6, 6], SHOULD: [0, 6], MAY: [6, 6] },
  unsupported: { MUST: [5, 5], SHOULD: [5, 5], MAY: [5, 5] },
  uncovered: { MUST: [5, 5], SHOULD: [5, 5], MAY: [5, 5] },
  excluded: { MUST: [5, 5], SHOULD: [5, 5], MAY: [5, 5] },
  "not-run": { MUST: [4, 4], SHOULD: [4, 4], MAY: [4, 4] },
};

const levels = ["MUST", "SHOULD", "MAY"] as const;
const table = outcomes.flatMap((outcome) => levels.map((level) => [outcome, level] as const));

test.each(table)("one rule that is %s at level %s", (outcome, level) => {
  const run = openRunOf([rule(outcome, level)], []);
  expect([codeOf(run), codeOf(enforcing(run, ["should"]))]).toEqual(alone[outcome][level]);
});

test("fails on an uncovered rule only where coverage is enforced", () => {
  const run = openRunOf([rule("pass"), rule("uncovered")], []);
  expect(codeOf(run)).toBe(0);
  expect(codeOf(enforcing(run, ["covered"]))).toBe(1);
});

test("is never green for a run without anything in it", () => {
  expect(codeOf(openRunOf([], []))).toBe(5);
  expect(codeOf(openRunOf([], []), { allowEmpty: true })).toBe(0);
});

test("does not fail on a rule that is uncovered for a written reason, nor call it judged", () => {
  const excused = { ...rule("uncovered"), reason: "needs HTTP traffic" };
  expect(codeOf(enforcing(openRunOf([rule("pass"), excused], []), ["covered"]))).toBe(0);
  expect(codeOf(enforcing(openRunOf([excused], []), ["covered"]))).toBe(5);
});

test("does not let --enforce covered hide behind an empty selection", () => {
  expect(codeOf(enforcing(openRunOf([rule("uncovered")], []), ["covered"]))).toBe(1);
});

test("excuses what did not run where the caller set a limit, and only then", () => {
  const run = openRunOf([rule("pass")], [caseOf("not-run", [])]);
  expect(codeOf(run)).toBe(4);
  expect(codeOf(run, { limited: true })).toBe(0);
});

test("counts a failing case that no failing rule accounts for", () => {
  const should = rule("fail", "SHOULD", "LEASE-ID-REQUIRED");
  const passing = rule("pass", "MUST", "LEASE-CAP");
  const with_ = (names: readonly string[]): number =>
    codeOf(openRunOf([should, passing], [caseOf("fail", names)]));
  expect(with_([])).toBe(1);
  expect(with_(["BIND-STICKS"])).toBe(1);
  expect(with_(["LEASE-CAP"])).toBe(1);
  expect(with_(["LEASE-ID-REQUIRED"])).toBe(0);
  expect(with_(["LEASE-ID-REQUIRED", "LEASE-CAP"])).toBe(1);
});

test("says in words what the number means", () => {
  const reasonOf = (run: OpenRun): string => exitOf(run, {}).reason;
  expect(reasonOf(openRunOf([rule("pass")], []))).toBe("every rule that was judged holds");
  expect(reasonOf(openRunOf([rule("fail")], []))).toBe("1 rule failed");
  expect(reasonOf(openRunOf([rule("fail"), rule("unexpected-pass")], []))).toBe("2 rules failed");
  expect(reasonOf(openRunOf([], [caseOf("fail", [])]))).toBe("1 case failed");
  expect(reasonOf(openRunOf([rule("inconclusive")], []))).toBe("1 rule could not be decided");
  expect(reasonOf(openRunOf([rule("pass"), rule("not-run")], []))).toBe(
    "1 rule or case did not run",
  );
  expect(reasonOf(openRunOf([], []))).toBe("nothing was selected");
});
