// A baseline brought up to date: what is taken out, added and left alone, and that the file keeps its
// comments and its order. What an update comes to is held against the run it was made from.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CaseRecord, exitOf, isFaulty, type Outcome, type Run } from "../../reports/index.ts";
import { applied } from "./apply.ts";
import { edited, emptyBaseline, hasAliases } from "./edit.ts";
import { readBaseline } from "./read.ts";
import type { Fresh } from "./new-entry.ts";
import { refusalOf } from "./refusal.ts";
import { revisionFor } from "./revision.ts";
import { caseOf, failure, openRunOf, runOf, where } from "./testing/runs.ts";

function read(text: string): Extract<ReturnType<typeof readBaseline>, { kind: "read" }> {
  const found = readBaseline(text);
  expect(found.kind).toBe("read");
  return found as Extract<typeof found, { kind: "read" }>;
}

const unexplained: Fresh = { matchBy: "fingerprint", reasonFor: () => "", asFlaky: false };

function updated(text: string, cases: readonly CaseRecord[], reason = ""): string {
  const { baseline, document } = read(text);
  const revision = revisionFor([runOf(cases)], baseline, where, {
    ...unexplained,
    reasonFor: () => reason,
    asFlaky: false,
  });
  return edited(document, text, revision);
}

const file = `# Known failures of our proxy.
version: 1 # the format
entries:
  # The counter is ours.
  - rule: LEASE-CAP # see the issue
    case:
      - one # the first that showed it
      - two
    status: fail
    match: too many
    reason: "counts: its own" # quoted as it was

  # Gone with the next release.
  - rule: LEASE-COUNT
    case: one
    status: fail
    match: any
    reason: the same
  - { rule: BIND-STICKS, case: two, status: flaky, reason: races }

# The end.
`;
const cap = failure("LEASE-CAP", "too many leases");
const count = failure("LEASE-COUNT", "wrong");

test("a run that fits changes nothing", () => {
  const cases = [caseOf("one", "fail", cap, count), caseOf("two", "fail", cap)];
  const revision = revisionFor([runOf(cases)], read(file).baseline, where, unexplained);
  expect(revision).toEqual({ cases: new Map(), wavering: new Map(), added: [], expired: [] });
});

test("what passes is taken out with its comments, and everything else stays as it is written", () => {
  const after = updated(file, [caseOf("one", "fail", cap), caseOf("two", "pass")]);
  expect(after).toBe(
    file.replace("      - two\n", "").replace(/\n {2}# Gone with[^]*?reason: the same\n/, ""),
  );
});

test("a new failure is added at the end, and has to be explained", () => {
  const fresh = failure("LEASE-EXPIRES", "late");
  const cases = [caseOf("one", "fail", cap, count), caseOf("two", "fail", cap, fresh)];
  const entry = `  - rule: LEASE-EXPIRES
    case: two
    status: fail
    match: late
    reason: ""
`;
  expect(updated(file, cases)).toBe(file.replace("\n# The end.", `${entry}\n# The end.`));
});

test("a different failure leaves its entry, since its reason was another one's", () => {
  const other = failure("LEASE-CAP", "none at all");
  const after = updated(file, [caseOf("one", "fail", cap, count), caseOf("two", "fail", other)]);
  expect(after).toContain('    match: none at all\n    reason: ""\n');
  expect(after).not.toContain("      - two\n");
});

test("the same failure in another case goes to the entry that explains it", () => {
  const text = file.replace("match: too many", "match: too many leases");
  const more = [caseOf("one", "fail", cap, count), caseOf("two", "fail", cap)];
  expect(updated(text, [...more, caseOf("three", "fail", cap)])).toBe(
    text.replace("      - two\n", "      - two\n      - three\n"),
  );
});

test("a pattern that holds for a part only becomes the cases it holds for", () => {
  const text = `version: 1
entries:
  - rule: LEASE-CAP
    case: "a-*"
    status: fail
    match: any
    reason: r
`;
  const cases = [caseOf("a-1", "fail", cap), caseOf("a-2", "pass"), caseOf("a-3", "fail", cap)];
  expect(updated(text, cases)).toBe(
    text.replace('    case: "a-*"\n', "    case:\n      - a-1\n      - a-3\n"),
  );
});

test("a file that does not indent its list keeps to that", () => {
  const text = `version: 1\nentries:\n- rule: LEASE-CAP\n  case: one\n  status: fail\n  match: any\n  reason: r\n`;
  const cases = [caseOf("one", "fail", cap, count)];
  expect(updated(text, cases)).toContain(`${text}- rule: LEASE-COUNT\n`);
});

test("what is undecided, expired or quarantined is left for somebody to decide", () => {
  const text = `version: 1
entries:
  - { rule: LEASE-CAP, case: one, status: fail, match: any, reason: r }
  - { rule: LEASE-CAP, case: two, status: fail, match: any, reason: r, expires: 2026-01-01 }
  - { rule: LIVE-NO-CRASH, case: three, status: crash, reason: r }
`;
  const cases = [
    caseOf("one", "inconclusive"),
    caseOf("two", "fail", cap),
    caseOf("three", "excluded"),
  ];
  const revision = revisionFor([runOf(cases)], read(text).baseline, where, unexplained);
  expect([revision.cases.size, revision.added]).toEqual([0, []]);
  expect(revision.expired.map(({ line }) => line)).toEqual([4]);
});

test("failures are known again by their message alone where that is asked for", () => {
  const late = { ...failure("LEASE-CAP", "late"), expected: "1", actual: "2" };
  const added = (by: "message" | "fingerprint"): unknown =>
    revisionFor(
      [runOf([caseOf("one", "fail", late)])],
      read(emptyBaseline("x", 3)).baseline,
      where,
      { ...unexplained, matchBy: by },
    ).added;
  expect(added("message")).toMatchObject([{ match: ["late"] }]);
  expect(added("fingerprint")).toMatchObject([{ match: ["late; expected 1; got 2"] }]);
});

test("aliases are noticed", () => {
  expect(hasAliases(read(file).document)).toBe(false);
  const text = `version: 1
entries:
  - { rule: LEASE-CAP, case: one, status: flaky, reason: &r r }
  - { rule: LEASE-CAP, case: two, status: flaky, reason: *r }
`;
  expect(hasAliases(read(text).document)).toBe(true);
});

const whole = { caseIds: ["one", "two"], seeds: 3 };
const complete = runOf([caseOf("one", "pass"), caseOf("two", "fail", cap)]);
type Change = Readonly<Record<string, unknown>>;
const changed = (part: "header" | "footer", change: Change): Run => ({
  ...complete,
  [part]: { ...complete[part], ...change },
});
const narrowed = (change: Change): Run =>
  changed("header", { selection: { ...complete.header.selection, ...change } });

test.each<readonly [string, Run, RegExp]>([
  ["narrowed to rules", narrowed({ rules: ["LEASE-*"] }), /narrowed by --rule/],
  ["narrowed to families", narrowed({ families: ["LEASE"] }), /--family/],
  ["narrowed to cases", narrowed({ cases: ["one"] }), /--case/],
  ["a smoke run", narrowed({ tags: ["smoke"] }), /--smoke/],
  ["interrupted", changed("footer", { aborted: true, exitCode: 130 }), /was stopped/],
  ["of a faulty suite", changed("footer", { exitCode: 3 }), /exit code 3/],
  ["of a wrong call", changed("footer", { exitCode: 2 }), /exit code 2/],
  ["without its target", changed("footer", { exitCode: 4 }), /not complete/],
  ["with cases left", runOf([caseOf("one", "not-run"), caseOf("two", "pass")]), /not complete/],
  ["of another suite", changed("header", { suiteVersion: "9.9.9" }), /by the suite 9\.9\.9/],
  ["of fewer cases", runOf([caseOf("one", "pass")]), /has 1 cases, and this suite 2/],
  ["of fewer seeds", changed("header", { seeds: { first: 0, count: 1 } }), /1 seeds/],
])("a run %s is refused", (_, run, why) => {
  expect(refusalOf(run, whole)).toMatch(why);
});

test("a whole run is not refused", () => {
  expect(refusalOf(complete, whole)).toBeUndefined();
});

const ids = ["a-1", "a-2", "b-1"] as const;
const someFailure = fc
  .tuple(fc.constantFrom("LEASE-CAP", "LEASE-COUNT"), fc.constantFrom("too many", "wrong", "new"))
  .map(([rule, message]) => failure(rule, message));
const someCases = fc.tuple(
  ...ids.map((id) =>
    fc
      .tuple(
        fc.array(someFailure, { maxLength: 3 }),
        fc.constantFrom<Outcome>("pass", "inconclusive", "unsupported"),
      )
      .map(([failures, quiet]) => caseOf(id, failures.length > 0 ? "fail" : quiet, ...failures)),
  ),
);

test("after an update the same run fits, and a second update changes nothing", () => {
  fc.assert(
    fc.property(someCases, someCases, (before, now) => {
      const old = updated(emptyBaseline("x", undefined), before, "known");
      const text = updated(old, now, "known");
      const { baseline } = read(text);
      const held = applied(openRunOf(now), baseline, where);
      expect(held.baseline.filter(({ verdict }) => isFaulty[verdict])).toEqual([]);
      expect(exitOf(held, { allowEmpty: true }).code).not.toBe(1);
      const again = revisionFor([runOf(held.cases)], baseline, where, unexplained);
      expect([again.cases.size, again.added.length]).toEqual([0, 0]);
    }),
    { numRuns: 60, seed: 3 },
  );
});
