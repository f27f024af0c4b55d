// What a failing case shows of itself: it is run again under the seed that failed, and written down
// around its first failure.
import {
  type Failure,
  reportBounds,
  stepText,
  type TraceMark,
  type TraceRecord,
} from "../../reports/index.ts";
import type { Scenario } from "../../sim/index.ts";
import type { Divergence } from "../expectations/divergence.ts";
import { type CaseRun, runCase } from "../runner/run-case.ts";
import type { Target } from "../targets/target.ts";
import { stepOf } from "./draft.ts";
import { TraceRecorder } from "./trace-recorder.ts";
import { windowOf } from "./window.ts";

export interface FailureTrace {
  readonly trace: TraceRecord;
  /** The last steps before the first failure of each rule, a line each. */
  readonly events: ReadonlyMap<string, readonly string[]>;
}

export function traceFailure(scenario: Scenario, target: Target, failed: CaseRun): FailureTrace {
  const recorder = new TraceRecorder();
  runCase(scenario, target, { seed: failed.seed, watcher: recorder });
  const marks = marksOf(failed, recorder, scenario);
  const first = Math.min(...marks.map(({ step }) => step), recorder.drafts.total);
  const trace = windowOf(recorder.drafts, {
    purpose: "failure",
    scenario,
    seed: failed.seed,
    first: first - reportBounds.stepsBefore,
    end: first + reportBounds.stepsAfter,
    marks,
  });
  const events = new Map<string, readonly string[]>();
  for (const { rule, step } of marks) {
    if (!events.has(rule)) events.set(rule, linesBefore(recorder, step));
  }
  return { trace, events };
}

function marksOf(run: CaseRun, recorder: TraceRecorder, scenario: Scenario): TraceMark[] {
  const last = Math.max(0, recorder.drafts.total - 1);
  const violations = run.violations.map(({ index, ...violation }) => {
    return markOf(violation, recorder.places[index] ?? last);
  });
  const divergences = run.divergences.map((divergence) => {
    return markOf(divergence, placeOfDivergence(divergence, recorder, scenario) ?? last);
  });
  return [...violations, ...divergences];
}

function markOf(failure: Failure | Divergence, step: number): TraceMark {
  const { rule, message, expected, actual } = failure;
  return { step, rule, verdict: "broken", message, expected, actual };
}

/** What an actor was told at that instant, or else the last step until then. */
function placeOfDivergence(
  { at, step }: Divergence,
  { drafts }: TraceRecorder,
  { steps }: Scenario,
): number | undefined {
  if (at === 0) return undefined;
  const found = steps.find((candidate) => "label" in candidate && candidate.label === step);
  const actor = found !== undefined && "actor" in found ? found.actor : undefined;
  let until: number | undefined;
  for (const draft of drafts.backwards()) {
    if (draft.to === actor && draft.takenAt === at) return draft.ordinal;
    if (draft.at <= at) until ??= draft.ordinal;
    if (draft.takenAt !== undefined && draft.takenAt < at && draft.at < at) break;
  }
  return until;
}

function linesBefore({ drafts }: TraceRecorder, step: number): readonly string[] {
  return drafts
    .between(step + 1 - reportBounds.eventLines, step + 1)
    .map((draft) => stepText(stepOf(draft)));
}
