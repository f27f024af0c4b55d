// A passing case for each rule: the steps around a place where the rule was judged and kept. The case is
// the first that was written for the rule, so that a person sees what its author meant.
import { reportBounds, type TraceRecord } from "../../reports/index.ts";
import type { Falsification, Sample } from "../checkers/verdicts.ts";
import type { Case } from "../runner/cases.ts";
import { runCase } from "../runner/run-case.ts";
import type { Target } from "../targets/target.ts";
import { TraceRecorder } from "./trace-recorder.ts";
import { windowOf } from "./window.ts";

/** How well a case shows a rule, the best first. */
const worths = ["first of its rules", "one of its rules", "by the way"] as const;

type Worth = (typeof worths)[number];

/** Examples by rule. Every case is run once, calm. */
export function exampleTraces(
  cases: readonly Case[],
  target: Target,
): ReadonlyMap<string, TraceRecord> {
  const best = new Map<string, { readonly worth: Worth; readonly trace: TraceRecord }>();
  for (const { scenario } of cases) {
    const recorder = new TraceRecorder();
    const run = runCase(scenario, target, { seed: 0, sampling: true, watcher: recorder });
    if (run.violations.length + run.divergences.length > 0) continue;
    for (const [rule, sample] of lastOfEach(run.samples)) {
      const worth = worthOf(rule, scenario.rules);
      const before = best.get(rule);
      if (before !== undefined && worths.indexOf(before.worth) <= worths.indexOf(worth)) continue;
      const step = recorder.places[sample.index] ?? 0;
      const trace = windowOf(recorder.drafts, {
        purpose: "example",
        scenario,
        seed: 0,
        first: step - reportBounds.exampleStepsBefore,
        end: step + 1 + reportBounds.exampleStepsAfter,
        marks: [{ step, rule, verdict: "kept", ...keptOf(sample.falsification) }],
      });
      best.set(rule, { worth, trace });
    }
  }
  return new Map([...best].map(([rule, { trace }]) => [rule, trace]));
}

/** The last one of a rule is the nearest to what its case is about. */
function lastOfEach(samples: readonly Sample[]): ReadonlyMap<string, Sample> {
  return new Map(samples.map((sample) => [sample.rule, sample]));
}

function worthOf(rule: string, rules: readonly string[]): Worth {
  if (rules[0] === rule) return "first of its rules";
  return rules.includes(rule) ? "one of its rules" : "by the way";
}

/** An evaluation counts because something would have failed it: that is what is said. */
function keptOf({ field, value }: Falsification): {
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
} {
  const plain = (_: string, part: unknown): unknown => {
    if (part instanceof Map) return Object.fromEntries(part);
    return typeof part === "bigint" ? String(part) : part;
  };
  return {
    message: "judged here, and kept",
    expected: `anything but ${field} ${JSON.stringify(value, plain)}`,
    actual: "kept",
  };
}
