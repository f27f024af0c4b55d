// All selected cases under all seeds, into one report, which does not depend on how many threads
// played them. Once a signal is heard, what has been judged by then is reported.
import {
  type CaseRecord,
  type Circumstances,
  type Failure,
  reportBounds,
  type Run,
  type TraceRecord,
} from "../../reports/index.ts";
import type { Scenario } from "../../sim/index.ts";
import type { Target } from "../targets/target.ts";
import { exampleTraces } from "../traces/example-traces.ts";
import { traceFailure } from "../traces/failure-trace.ts";
import { areRuns, batchesOf, playBatch } from "./batch.ts";
import type { Case } from "./cases.ts";
import { closeRun, type CommonOptions } from "./close-run.ts";
import { playInLanes, threadsFor } from "./lanes.ts";
import type { CaseRun } from "./run-case.ts";
import { Tally } from "./tally.ts";

export interface SuiteOptions extends CommonOptions {
  readonly target: Target;
  /** The seeds 0, 1, …; 0 is calm. */
  readonly seeds: number;
  /** Whether a report wants to show each rule being kept. */
  readonly examples?: boolean;
  /** Called after each run of a case, in their order; what it observed is not kept. */
  readonly judged?: (caseId: string, run: CaseRun) => void;
  /** Threads at most; only this one, when absent. */
  readonly jobs?: number;
}

export async function runSuite(options: SuiteOptions): Promise<Run> {
  const started = process.hrtime.bigint();
  const { tally, records, traces } = await playAll(options);
  const stoppedBy = options.stopped();
  if (options.examples === true && stoppedBy === undefined) traces.push(...examplesOf(options));
  const circumstances: Circumstances = stoppedBy === undefined ? {} : { stoppedBy };
  const isWhole = stoppedBy === undefined;
  return closeRun(
    options,
    {
      target: options.target.name,
      seeds: options.seeds,
      rules: options.selected.rules.map((rule) => tally.record(rule, { ...options, isWhole })),
      cases: records,
      traces,
    },
    circumstances,
    started,
  );
}

/** What the cases of a run add to. */
interface Gathered {
  readonly tally: Tally;
  readonly records: readonly CaseRecord[];
  readonly traces: TraceRecord[];
}

async function playAll(options: SuiteOptions): Promise<Gathered> {
  const { cases } = options.selected;
  const { target, seeds, jobs = 1 } = options;
  const tally = new Tally();
  const traces: TraceRecord[] = [];
  const runs = new Map<Scenario, CaseRun[]>(cases.map(({ scenario }) => [scenario, []]));
  const records = new Map<Scenario, CaseRecord>();
  const byScenario = new Map(cases.map((one) => [one.scenario, one]));
  const isStopped = (): boolean => options.stopped() !== undefined;
  let begun = 0;
  await playInLanes(
    cases.flatMap(({ scenario }) => batchesOf(scenario, seeds)),
    {
      threads: threadsFor(cases.length * seeds, jobs),
      thread: { module: "./case-thread", beside: import.meta.url, data: target.name },
      isAnswer: areRuns,
      play: (batch) => playBatch(batch, target, isStopped),
      begun: ({ scenario, seeds: { first } }) => {
        if (first === 0) options.progress(begun++, cases.length, scenario.id);
      },
      played: ({ scenario }, played) => {
        const one = byScenario.get(scenario);
        const all = runs.get(scenario);
        if (one === undefined || all === undefined) return;
        for (const run of played) {
          tally.add(scenario.id, run);
          options.judged?.(scenario.id, run);
        }
        all.push(...played);
        if (all.length < seeds) return;
        records.set(scenario, recordWithTrace(one, all, options, traces));
        runs.delete(scenario);
      },
      isStopped,
    },
  );
  options.progress(cases.length, cases.length, "");
  const all = cases.map((one) => {
    const known = records.get(one.scenario);
    return known ?? recordWithTrace(one, runs.get(one.scenario) ?? [], options, traces);
  });
  return { tally, records: all, traces };
}

/** The record of a case; if it failed, with its trace as long as there is room for one. */
function recordWithTrace(
  one: Case,
  runs: readonly CaseRun[],
  { target, seeds }: SuiteOptions,
  traces: TraceRecord[],
): CaseRecord {
  const record = recordOf(one, runs, seeds);
  const failed = runs.find((run) => run.violations.length + run.divergences.length > 0);
  if (failed === undefined || traces.length >= reportBounds.tracesOfFailures) return record;
  const { trace, events } = traceFailure(one.scenario, target, failed);
  traces.push(trace);
  return {
    ...record,
    failures: withEvents(record.failures, trace.seed, events),
  };
}

/** The first failure of a rule is the one that is told; the events stand there. */
function withEvents(
  failures: readonly Failure[],
  seed: number,
  events: ReadonlyMap<string, readonly string[]>,
): readonly Failure[] {
  const left = new Map(events);
  return failures.map((failure) => {
    const lines = failure.seed === seed ? left.get(failure.rule) : undefined;
    if (lines !== undefined) left.delete(failure.rule);
    return lines === undefined ? failure : { ...failure, events: lines };
  });
}

function examplesOf({ selected, target }: SuiteOptions): readonly TraceRecord[] {
  const chosen = new Set(selected.rules.map((rule) => rule.id));
  const examples = exampleTraces(selected.cases, target);
  return [...examples].filter(([rule]) => chosen.has(rule)).map(([, trace]) => trace);
}

function recordOf({ scenario, file }: Case, runs: readonly CaseRun[], planned: number): CaseRecord {
  const failures = runs.flatMap((run) => failuresOf(run));
  return {
    t: "case",
    case: scenario.id,
    outcome: runs.length === 0 ? "not-run" : failures.length > 0 ? "fail" : "pass",
    // Those that ran; of a case that did not, those that it missed.
    seeds: { first: 0, count: runs.length === 0 ? planned : runs.length },
    rules: scenario.rules,
    file,
    hash: runs.map((run) => run.hash).join("-"),
    virtualMicros: runs.reduce((sum, run) => sum + run.virtualMicros, 0),
    failures,
    judged: [...new Set(runs.flatMap(({ evaluations }) => [...evaluations.keys()]))],
  };
}

/** What a run of a case found, as a report tells it. */
export function failuresOf(run: Pick<CaseRun, "seed" | "violations" | "divergences">): Failure[] {
  const { seed } = run;
  const violations = run.violations.map(({ rule, message, expected, actual, at }) => {
    return { rule, message, expected, actual, at, seed };
  });
  const divergences = run.divergences.map(({ step, ...divergence }) => {
    return { ...divergence, seed, ...(step === undefined ? {} : { step }) };
  });
  return [...violations, ...divergences];
}
