// The checkers are tested with what they themselves said would have failed: for every rule that has a
// checker, such a value is put into a recorded run, and exactly that rule has to fail.
import { beforeAll, describe, expect, test } from "vitest";
import type { Scenario } from "../../sim/index.ts";
import type { Observation } from "../observe/observation.ts";
import { loadCases } from "../runner/cases.ts";
import { judgeFor, runCase } from "../runner/run-case.ts";
import { referenceTarget } from "../targets/reference.ts";
import { falsified } from "./falsify.ts";
import { familyOf } from "../rules/registry.ts";
import { judgedFamilies, judgedRules } from "./families.ts";
import type { Family } from "./family.ts";
import type { Sample } from "./verdicts.ts";

interface Recorded {
  readonly scenario: Scenario;
  readonly observations: readonly Observation[];
  readonly sample: Sample;
}

const samplesPerRule = 40;
/** Every case is recorded once, also on a machine that is busy with others. */
const recordingMillisMax = 120_000;
const target = referenceTarget();
const byRule = new Map<string, Recorded[]>();

/** A row repeats what replies and answers say: a value put into one of those alone contradicts it. */
const repeating = new Set(["AUDIT"]);

function familiesFor(rule: string): readonly Family[] {
  return judgedFamilies.filter(({ name }) => !repeating.has(name) || familyOf(rule) === name);
}

function rulesBroken(
  scenario: Scenario,
  observations: readonly Observation[],
  rule: string,
): string[] {
  const families = familiesFor(rule);
  const judge = judgeFor(scenario, target.constants, { sampling: false, families });
  for (const observation of observations) judge.observe(observation);
  return [...new Set(judge.verdicts.violations.map((violation) => violation.rule))];
}

beforeAll(() => {
  for (const { scenario } of loadCases()) {
    const { observations, samples } = runCase(scenario, target, { seed: 0, sampling: true });
    for (const sample of samples) {
      const known = byRule.get(sample.rule) ?? [];
      byRule.set(
        sample.rule,
        [...known, { scenario, observations, sample }].slice(0, samplesPerRule),
      );
    }
  }
}, recordingMillisMax);

describe.each([...judgedRules])("%s", (rule) => {
  test("fails alone when a value that breaks it is put into a recording", () => {
    const recorded = byRule.get(rule) ?? [];
    expect(recorded.length).toBeGreaterThan(0);
    const wrong = recorded
      .map(({ scenario, observations, sample }) => {
        const broken = rulesBroken(scenario, falsified(observations, sample), rule);
        return { case: scenario.id, sample, broken };
      })
      .filter(({ broken }) => broken.length !== 1 || broken[0] !== rule);
    expect(wrong).toEqual([]);
  });

  test("has at least three scenarios that judge it", () => {
    const scenarios = new Set((byRule.get(rule) ?? []).map(({ scenario }) => scenario.id));
    expect(scenarios.size).toBeGreaterThanOrEqual(3);
  });
});
