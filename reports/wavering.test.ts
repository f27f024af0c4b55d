// Whatever wavered is told in every report and in the last line of each.
import { expect, test } from "vitest";
import { exitOf } from "./exit-code.ts";
import { renderReport, type ReportKind, reportKinds } from "./render.ts";
import { annotations } from "./annotations.ts";
import type { Run } from "./run.ts";
import { sampleRun } from "./testing/sample-run.ts";
import { waveringCount, waveringLines } from "./wavering.ts";

const failure = {
  rule: "LEASE-CAP",
  message: "too <many> leases",
  expected: "",
  actual: "",
  at: 0,
};
const one = { rule: "LEASE-CAP", failed: 1, attempts: 3, failures: [failure] };
const run: Run = {
  ...sampleRun,
  cases: sampleRun.cases.map((record, at) => (at === 0 ? { ...record, wavering: [one] } : record)),
};

test("a wavering rule is one line with its counts and its words", () => {
  const id = sampleRun.cases[0]!.case;
  expect(waveringLines(run)).toEqual([
    `${id}: LEASE-CAP failed in 1 of 3 attempts: too <many> leases`,
  ]);
  expect([waveringCount(run), waveringCount(sampleRun)]).toEqual(["1 case wavered", undefined]);
});

test.each(reportKinds)("the %s report tells what wavered", (kind: ReportKind) => {
  const said = /"failed": ?1,\s*"attempts": ?3|LEASE-CAP failed in 1 of 3/;
  expect(renderReport(kind, run)).toMatch(said);
  expect(renderReport(kind, sampleRun)).not.toMatch(said);
});

test("GitHub shows a warning at the case", () => {
  expect(annotations(run)).toMatch(/::warning .*wavered::LEASE-CAP failed in 1 of 3 attempts/);
  expect(annotations(sampleRun)).not.toMatch(/::warning/);
});

test("a green run says in its reason that something wavered", () => {
  const green = { ...run, rules: [], cases: run.cases.slice(0, 1), baseline: [] };
  const cases = green.cases.map((record) => ({ ...record, outcome: "pass" as const }));
  expect(exitOf({ ...green, cases }, {})).toEqual({
    code: 0,
    reason: "every rule that was judged holds; 1 case wavered",
  });
});
