// The checkers are tested with what they themselves said would have failed: for every rule that has a
// checker, such a value is put into a recorded run, and exactly that rule has to fail.
import { beforeAll, describe, expect, test } from "vitest";
import type { Scenario } from "../../sim/index.ts";
import { loadCases } from "../runner/cases.ts";
import { type CaseRun, judgeRecording, runCase } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { falsified } from "./falsify.ts";
import { familyOf } from "../rules/registry.ts";
import { judgedFamilies, judgedRules } from "./families.ts";
import type { Family } from "./family.ts";
import type { Sample } from "./verdicts.ts";

interface Recorded {
  readonly scenario: Scenario;
  readonly run: CaseRun;
  readonly sample: Sample;
}

const samplesPerRule = 40;
/** Every case is recorded once, also on a machine that is busy with others. */
const recordingMillisMax = 120_000;
const target = referenceTarget();
const byRule = new Map<string, Recorded[]>();

/**
 * An audit row repeats what replies and answers say, and a record what a client was answered: a value
 * put into one of those alone contradicts it. METRICS holds the showings of one row against each other,
 * so that one in another place, as LABEL, GAUGE and LOG falsify it, contradicts the others.
 */
function isContradicted(rule: string, family: string): boolean {
  const own = familyOf(rule);
  const isShown = own === "LABEL" || own === "GAUGE" || own === "LOG";
  const repeats = family === "AUDIT" || family === "LOG";
  return (repeats && own !== family) || (family === "METRICS" && isShown);
}

/** LABEL holds the counters against the records, so what LOG puts into one of the two contradicts the other. */
function familiesFor(rule: string): readonly Family[] {
  const isFiled = familyOf(rule) === "LOG";
  return judgedFamilies.filter(
    ({ name }) => !isContradicted(rule, name) && !(isFiled && name === "LABEL"),
  );
}

function rulesBroken({ scenario, run, sample }: Recorded): string[] {
  const observations = falsified(run.observations, sample);
  const { twinObservations } = run;
  const families = familiesFor(sample.rule);
  const recording = { observations, twinObservations, families };
  const { violations } = judgeRecording(scenario, target, recording);
  return [...new Set(violations.map((violation) => violation.rule))];
}

beforeAll(() => {
  for (const { scenario } of loadCases()) {
    const run = runCase(scenario, target, { seed: 0, sampling: true });
    for (const sample of run.samples) {
      const known = byRule.get(sample.rule) ?? [];
      byRule.set(sample.rule, [...known, { scenario, run, sample }].slice(0, samplesPerRule));
    }
  }
}, recordingMillisMax);

describe.each([...judgedRules])("%s", (rule) => {
  test("fails alone when a value that breaks it is put into a recording", () => {
    const recorded = byRule.get(rule) ?? [];
    expect(recorded.length).toBeGreaterThan(0);
    const wrong = recorded
      .map((one) => {
        return { case: one.scenario.id, sample: one.sample, broken: rulesBroken(one) };
      })
      .filter(({ broken }) => broken.length !== 1 || broken[0] !== rule);
    expect(wrong).toEqual([]);
  });

  test("has at least three scenarios that judge it", () => {
    const scenarios = new Set((byRule.get(rule) ?? []).map(({ scenario }) => scenario.id));
    expect(scenarios.size).toBeGreaterThanOrEqual(3);
  });
});
