// A baseline brought up to date from several runs: what wavers between them becomes flaky, with how often it
// was seen, and then each of the runs fits it.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type CaseRecord,
  exitOf,
  type Failure,
  isFaulty,
  type Outcome,
  type Run,
  type Wavering,
} from "../../reports/index.ts";
import { type NamedRun, unlikeness } from "./alike.ts";
import { applied } from "./apply.ts";
import { edited, emptyBaseline } from "./edit.ts";
import { readBaseline } from "./read.ts";
import { isEmpty, revisionFor } from "./revision.ts";
import { caseOf, failure, openRunOf, runOf, where } from "./testing/runs.ts";

type Runs = readonly (readonly CaseRecord[])[];

const updated = (text: string, ...runs: Runs): string => revised(text, runs, false);
const withFlaky = (text: string, ...runs: Runs): string => revised(text, runs, true);

function revised(text: string, runs: Runs, asFlaky: boolean): string {
  const { baseline, document } = read(text);
  const revision = revisionFor(runs.map(runOf), baseline, where, {
    matchBy: "fingerprint",
    reasonFor: () => "",
    asFlaky,
  });
  return isEmpty(revision) ? text : edited(document, text, revision);
}

type Read = Extract<ReturnType<typeof readBaseline>, { kind: "read" }>;
const read = (text: string): Read => readBaseline(text) as Read;

const listed = `version: 1
entries:
  # The counter is ours.
  - rule: LEASE-CAP # see the issue
    case:
      - one # the first that showed it
      - two
    status: fail
    match: too many
    reason: counts its own
    issue: https://example.org/1
`;
const cap = failure("LEASE-CAP", "too many");
const none = failure("LEASE-CAP", "none at all");
const late = (by: string): Failure => ({ ...failure("LEASE-EXPIRES", "late"), actual: by });
const both = [caseOf("one", "fail", cap), caseOf("two", "fail", cap)];

test("what comes every time in the same words is listed as ever", () => {
  expect(updated(listed, both, both, both)).toBe(listed);
  const more = [caseOf("one", "fail", cap, late("1 s")), both[1]!];
  expect(updated(listed, more, more)).toBe(`${listed}  - rule: LEASE-EXPIRES
    case: one
    status: fail
    match: late; got 1 s
    reason: ""
`);
});

test("a new failure that comes in some runs is flaky, with how often it came", () => {
  const more = [caseOf("one", "fail", cap, late("1 s")), both[1]!];
  expect(updated(listed, both, more, both)).toBe(`${listed}  - rule: LEASE-EXPIRES
    case: one
    status: flaky
    match: late
    reason: failed in 1 of 3 runs
`);
});

test("one that comes every time in other words is flaky, and known by what went wrong", () => {
  const runs = ["1 s", "2 s"].map((by) => [caseOf("one", "fail", cap, late(by)), both[1]!]);
  expect(updated(listed, ...runs)).toContain(
    "status: flaky\n    match: late\n    reason: failed in 2 of 2 runs\n",
  );
});

test("an entry all of whose cases waver becomes flaky in its place, and keeps its reason", () => {
  const passed = [caseOf("one", "pass"), caseOf("two", "pass")];
  const some = [caseOf("one", "pass"), caseOf("two", "fail", cap)];
  expect(updated(listed, both, passed, some)).toBe(
    listed
      .replace("status: fail", "status: flaky")
      .replace("counts its own", "counts its own (failed in 1 to 2 of 3 runs)"),
  );
});

test("a part that wavers leaves its entry, and takes the reason and the issue with it", () => {
  const some = [both[0]!, caseOf("two", "fail", none)];
  expect(updated(listed, both, some))
    .toBe(`${listed.replace("      - two\n", "")}  - rule: LEASE-CAP
    case: two
    status: flaky
    match:
      - too many
      - none at all
    reason: counts its own (failed in 2 of 2 runs)
    issue: https://example.org/1
`);
});

test("what never fails any more is taken out, however many runs say so", () => {
  const passed = [caseOf("one", "pass"), caseOf("two", "pass")];
  expect(updated(listed, passed, passed)).not.toContain("LEASE-CAP");
});

test("a flaky entry stays as somebody wrote it, whether or not it failed", () => {
  const flaky = listed.replace("status: fail", "status: flaky");
  const passed = [caseOf("one", "pass"), caseOf("two", "pass")];
  for (const runs of [
    [passed, passed],
    [both, both],
    [both, passed],
  ]) {
    expect(updated(flaky, ...runs)).toBe(flaky);
  }
});

test("a case that wavers joins the flaky entry that has its reason", () => {
  const flaky = `${listed}  - { rule: LEASE-CAP, case: three, status: flaky, match: too many, reason: counts its own (failed in 1 of 3 runs) }\n`;
  const three = caseOf("three", "pass");
  const some = [both[0]!, caseOf("two", "pass"), three];
  expect(updated(flaky, [...both, three], some)).toBe(
    flaky.replace("      - two\n", "").replace("case: three", "case: [ three, two ]"),
  );
});

test("what is known by its rule alone joins nobody's reason", () => {
  const text = listed.replace("match: too many", "match: any");
  const more = [...both, caseOf("three", "fail", cap)];
  const { baseline } = read(text);
  const { added } = revisionFor([runOf(more)], baseline, where, {
    matchBy: "any",
    reasonFor: () => "",
    asFlaky: false,
  });
  expect(added).toMatchObject([{ cases: ["three"], match: "any", status: "fail", reason: "" }]);
});

test("attempts that one run told of count as runs", () => {
  const wavering: readonly Wavering[] = [
    { rule: "LEASE-EXPIRES", failed: 1, attempts: 3, failures: [late("1 s")] },
  ];
  const runs = [{ ...both[0]!, wavering }, both[1]!];
  expect(updated(listed, runs)).toContain(
    "status: flaky\n    match: late\n    reason: failed in 1 of 3 runs\n",
  );
});

test("what no run could decide is known to stay undecided; one run alone does not say that", () => {
  const open = [caseOf("one", "inconclusive"), caseOf("two", "pass")];
  const empty = emptyBaseline("x", undefined);
  expect(updated(empty, open)).toBe(empty);
  const text = updated(empty, open, open);
  expect(text).toContain("status: flaky\n    match: any\n");
  expect(text).toContain("could not be decided in any of 2 runs");
  expect(exitOf(applied(openRunOf(open), read(text).baseline, where), {}).code).toBe(0);
});

test("what falls over in some runs only stays quarantined", () => {
  const text = `version: 1
entries:
  - { rule: LIVE-NO-CRASH, case: one, status: crash, match: any, reason: r }
`;
  const fell = [caseOf("one", "fail", failure("LIVE-NO-CRASH", "gone"), cap)];
  expect(updated(text, fell, [caseOf("one", "pass")])).toBe(text);
  expect(updated(text, [caseOf("one", "pass")], [caseOf("one", "pass")])).toContain("entries: []");
});

test("what differs from a list that is true of other runs becomes flaky, and nothing goes", () => {
  const some = [both[0]!, caseOf("two", "pass")];
  const flakyTwo = (
    match: string,
  ): string => `${listed.replace("      - two\n", "")}  - rule: LEASE-CAP
    case: two
    status: flaky
    match:${match}
    reason: counts its own
    issue: https://example.org/1
`;
  expect(withFlaky(listed, some)).toBe(flakyTwo(" too many"));
  expect(withFlaky(flakyTwo(" too many"), [both[0]!, caseOf("two", "fail", none)])).toBe(
    flakyTwo("\n      - too many\n      - none at all"),
  );
  const more = [caseOf("one", "fail", cap, late("1 s")), both[1]!];
  expect(withFlaky(listed, more)).toBe(`${listed}  - rule: LEASE-EXPIRES
    case: one
    status: flaky
    match: late
    reason: ""
`);
  expect(withFlaky(listed, both)).toBe(listed);
});

test("a list that is true of other runs keeps what could not be seen in this one", () => {
  const unseen = [caseOf("one", "unsupported"), caseOf("two", "unsupported")];
  expect(updated(listed, unseen)).not.toContain("LEASE-CAP");
  expect(withFlaky(listed, unseen)).toBe(listed);
});

const one = runOf(both);
const other = (change: object): Run => ({ ...one, header: { ...one.header, ...change } });
const later = { ...one, footer: { ...one.footer, elapsedMicros: 1 } };
const named = (run: Run, name = "b"): NamedRun => ({ name, run });

test.each<readonly [string, Run, RegExp]>([
  ["another target", other({ target: "live:b.toml" }), /different targets, reference and live:b/],
  ["another suite", other({ suiteVersion: "9.9.9" }), /different versions of the suite/],
  ["another contract", other({ contract: 9 }), /different versions of the suite/],
  ["another system", other({ platform: "darwin arm64" }), /different systems/],
  ["other seeds", other({ seeds: { first: 0, count: 1 } }), /under different seeds/],
  ["other cases", runOf(both.slice(1)), /different sets of cases/],
  [
    "cases for other rules",
    runOf(both.map((record) => ({ ...record, rules: ["X"] }))),
    /different sets of cases/,
  ],
  ["itself", one, /a and b are the same run, which counts once/],
])("a run is not counted beside %s", (_, run, why) => {
  expect(unlikeness([named(one, "a"), named(run)])).toMatch(why);
  expect(unlikeness([named(later, "c"), named(one, "a"), named(run)])).toMatch(why);
});

test("runs of the same thing are counted together", () => {
  expect(unlikeness([named(one, "a"), named(later)])).toBeUndefined();
  expect(unlikeness([named(one, "a")])).toBeUndefined();
});

const ids = ["a-1", "a-2", "b-1"] as const;
const someFailure = fc
  .tuple(fc.constantFrom("LEASE-CAP", "LEASE-COUNT"), fc.constantFrom("too many", "wrong", "new"))
  .map(([rule, message]) => failure(rule, message));
const someCases = fc.tuple(
  ...ids.map((id) =>
    fc
      .tuple(
        fc.array(someFailure, { maxLength: 2 }),
        fc.constantFrom<Outcome>("pass", "pass", "inconclusive"),
      )
      .map(([failures, quiet]) => caseOf(id, failures.length > 0 ? "fail" : quiet, ...failures)),
  ),
);

test("after an update each of its runs fits, and a second update changes nothing", () => {
  const someRuns = fc.array(someCases, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(someCases, someRuns, (before, runs) => {
      const old = updated(emptyBaseline("x", undefined), before).replaceAll('""', "known");
      const text = updated(old, ...runs);
      const { baseline } = read(text);
      for (const run of runs) {
        const held = applied(openRunOf(run), baseline, where);
        expect(held.baseline.filter(({ verdict }) => isFaulty[verdict])).toEqual([]);
        expect(exitOf(held, { allowEmpty: true }).code).not.toBe(1);
      }
      expect(updated(text, ...runs)).toBe(text);
    }),
    { numRuns: 40, seed: 4 },
  );
});
