// JUnit XML, for a CI that shows tests: a test for each rule, one for each case, and one for the run
// itself, so that an exit code other than 0 is never all green. What did not run or was not judged is
// skipped, and says why. `schema/junit.xsd` is the form it keeps.

import junit, { type Builder, type TestCase, type TestSuite } from "junit-report-builder";
import { findingsOf, type Finding } from "./finding.ts";
import type { Outcome } from "./outcome.ts";
import { printable } from "./printable.ts";
import { familyOf, type CaseRecord, type RuleRecord, type Run } from "./run.ts";
import { waveringText } from "./wavering.ts";
import { findingBlock } from "./terminal-finding.ts";
import { paletteOf } from "./palette.ts";

type Verdict = "passed" | "failure" | "error" | "skipped";

/** What a CI makes of an outcome. What could not be decided is an error: it is neither red nor green. */
const verdicts: Readonly<Record<Outcome, Verdict>> = {
  pass: "passed",
  fail: "failure",
  "unexpected-pass": "failure",
  inconclusive: "error",
  "expected-fail": "skipped",
  unsupported: "skipped",
  uncovered: "skipped",
  excluded: "skipped",
  "not-run": "skipped",
};

export function junitReport(run: Run): string {
  const builder = newBuilder().name(`kakehi ${printable(run.header.target)}`);
  const findings = findingsOf(run);
  for (const family of new Set(run.rules.map(familyOf))) {
    const suite = builder.testSuite().name(`${printable(family)} rules`);
    for (const rule of run.rules.filter((record) => familyOf(record) === family)) {
      addRule(suite, rule, findings);
    }
  }
  for (const family of new Set(run.cases.map(familyOfCase))) {
    const suite = builder.testSuite().name(`${printable(family)} cases`);
    for (const record of run.cases.filter((one) => familyOfCase(one) === family)) {
      addCase(suite, record, findings);
    }
  }
  addRun(builder.testSuite().name("run"), run);
  return `${builder.build()}\n`;
}

// The types of the package promise a `default` in its default export; what comes is the builder itself.
function newBuilder(): Builder {
  const found: unknown = junit;
  if (!isBuilder(found)) throw new TypeError("junit-report-builder has another shape");
  return found.newBuilder();
}

function isBuilder(value: unknown): value is Builder {
  return typeof value === "object" && value !== null && "newBuilder" in value;
}

function familyOfCase({ rules }: CaseRecord): string {
  return familyOf({ rule: rules[0] ?? "other" });
}

function addRule(suite: TestSuite, record: RuleRecord, findings: readonly Finding[]): void {
  const { rule, outcome, evaluations, scenarios, statement, reason } = record;
  const test = suite.testCase().name(printable(rule)).className("kakehi.rules");
  const about = [
    outcome,
    `${evaluations} evaluations in ${scenarios} cases`,
    ...(reason === undefined ? [] : [reason]),
    ...(statement === undefined ? [] : [statement]),
  ];
  const found = findings.filter(({ failure }) => failure?.rule === rule);
  judge(test, { outcome, about, found, title: reason ?? statement ?? rule });
}

function addCase(suite: TestSuite, record: CaseRecord, findings: readonly Finding[]): void {
  const { case: id, outcome, seeds, rules, file, reason, wavering = [] } = record;
  const test = suite.testCase().name(printable(id)).className("kakehi.cases");
  if (file !== undefined) test.file(printable(file));
  for (const rule of rules) test.property("rule", printable(rule));
  const about = [
    outcome,
    `${seeds.count} seeds`,
    ...(reason === undefined ? [] : [reason]),
    ...wavering.map((one) => `wavered: ${waveringText(one)}`),
  ];
  const found = findings.filter((finding) => finding.case === id);
  judge(test, { outcome, about, found, title: reason ?? id });
}

// What would end the section early is told apart, each time that it comes.
function characterData(text: string): string {
  return text.replaceAll("]]>", "]] >");
}

interface Judged {
  readonly outcome: Outcome;
  readonly about: readonly string[];
  readonly found: readonly Finding[];
  /** What is said where no finding says more. */
  readonly title: string;
}

function judge(test: TestCase, { outcome, about, found, title }: Judged): void {
  test.standardOutput(characterData(about.map(printable).join("\n")));
  const message = printable(found[0]?.failure?.message ?? title);
  const text = found.map((finding) => findingBlock(finding, paletteOf(false)).join("\n"));
  switch (verdicts[outcome]) {
    case "passed":
      return;
    case "skipped":
      test.skipped();
      return;
    case "error":
      test.error(message, outcome);
      return;
    case "failure":
      test.failure(message, outcome);
      if (text.length > 0) test.stacktrace(characterData(text.join("\n\n")));
  }
}

function addRun(suite: TestSuite, { footer }: Run): void {
  const test = suite.testCase().name("exit code").className("kakehi.run");
  test.time(footer.elapsedMicros / 1_000_000);
  const text = `exit ${footer.exitCode}: ${printable(footer.exitReason)}`;
  test.standardOutput(text);
  if (footer.exitCode === 1) test.failure(text, "exit");
  else if (footer.exitCode !== 0) test.error(text, "exit");
}
