// What the suite asks of those who judge: that they look, that they notice, and that they see it all.
import type { Scenario } from "../../../sim/index.ts";
import { falsified } from "../../checkers/falsify.ts";
import { judgedFamilies, judgedRules } from "../../checkers/families.ts";
import type { Sample } from "../../checkers/verdicts.ts";
import { judgeExpectations } from "../../expectations/judge.ts";
import { type CaseRun, judgeRecording, runCase } from "../../runner/run-case.ts";
import { referenceTarget } from "../../targets/reference.ts";
import { played } from "./played.ts";
import { firstOf, type Probe } from "./probe.ts";
import { wrongExpectations } from "./wrong-expectations.ts";

const target = referenceTarget();

function rulesBroken(scenario: Scenario, run: CaseRun, sample: Sample): readonly string[] {
  const observations = falsified(run.observations, sample);
  const { twinObservations } = run;
  const { violations } = judgeRecording(scenario, target, {
    observations,
    twinObservations,
    families: judgedFamilies,
  });
  return [...new Set(violations.map(({ rule }) => rule))];
}

const evaluated: Probe = {
  id: "evaluated",
  promise: "Every rule that has a checker is judged on something in some case.",
  ask: (scenarios) => {
    const seen = new Set(
      scenarios.flatMap((scenario) => [
        ...runCase(scenario, target, { seed: 0 }).evaluations.keys(),
      ]),
    );
    return firstOf(judgedRules, (rule) =>
      seen.has(rule) ? undefined : `${rule} has a checker and was never judged`,
    );
  },
};

const noticed: Probe = {
  id: "noticed",
  promise: "A wrong value that is put into a recording breaks the rule that it belongs to.",
  ask: (scenarios) => {
    const tried = new Set<string>();
    return firstOf(scenarios, (scenario) => {
      const run = runCase(scenario, target, { seed: 0, sampling: true });
      const fresh = run.samples.filter(({ rule }) => !tried.has(rule));
      return firstOf(fresh, (sample) => {
        tried.add(sample.rule);
        const broken = rulesBroken(scenario, run, sample);
        if (broken.includes(sample.rule)) return undefined;
        return `${scenario.id}: a value that breaks ${sample.rule} went unnoticed`;
      });
    });
  },
};

const content: Probe = {
  id: "content",
  promise: "A sound implementation breaks no rule and no expectation.",
  ask: (scenarios) =>
    firstOf(scenarios, (scenario) => {
      const { violations, divergences } = runCase(scenario, target, { seed: 0 });
      const [wrong] = [...violations, ...divergences];
      return wrong === undefined ? undefined : `${scenario.id}: ${wrong.rule} ${wrong.message}`;
    }),
};

const expectations: Probe = {
  id: "expectations",
  promise: "An expectation that the run does not meet is a difference.",
  ask: (scenarios) =>
    firstOf(scenarios, (scenario) => {
      const finished = played(scenario, target);
      return firstOf(wrongExpectations(scenario), (wrong) => {
        const differences = judgeExpectations(
          { ...scenario, expect: [wrong] },
          finished,
          target.constants,
        );
        if (differences.length > 0) return undefined;
        return `${scenario.id}: nothing differs from ${JSON.stringify(wrong)}`;
      });
    }),
};

const seen: Probe = {
  id: "seen",
  promise: "The observer shows every reply that a client was given.",
  ask: (scenarios) =>
    firstOf(scenarios, (scenario) => {
      const { journals, observations } = played(scenario, target);
      const given = journals
        .flatMap(({ connections }) => connections)
        .filter(({ connection }) => !connection.startsWith("worker"))
        .flatMap(({ entries }) => entries)
        .filter((entry) => entry.kind === "received" && !("id" in entry.message))
        .filter((entry) => {
          const isMessage = entry.kind === "received";
          return isMessage && entry.message.content?.contentType.case !== "event";
        }).length;
      const shown = observations.filter(({ kind }) => kind === "reply").length;
      return shown >= given
        ? undefined
        : `${scenario.id}: ${given} replies arrived, ${shown} were seen`;
    }),
};

export const judgeProbes: readonly Probe[] = [content, evaluated, noticed, expectations, seen];
