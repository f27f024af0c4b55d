// All selected cases under all seeds, into one report. Between cases it gives way to the process, so
// that a signal is heard and progress can be shown; what has been judged by then is reported.
import { setImmediate as turn } from "node:timers/promises";
import {
  type CaseRecord,
  type Circumstances,
  type Enforcement,
  type Failure,
  finishRun,
  type NoteRecord,
  reportBounds,
  type Run,
  runFormat,
  type TraceRecord,
} from "../../reports/index.ts";
import { suiteVersion } from "../package-root.ts";
import type { UncoveredReasons } from "../rules/uncovered.ts";
import type { Target } from "../targets/target.ts";
import { exampleTraces } from "../traces/example-traces.ts";
import { traceFailure } from "../traces/failure-trace.ts";
import type { Case } from "./cases.ts";
import { type CaseRun, runCase } from "./run-case.ts";
import type { Selected, SelectionOptions } from "./selection.ts";
import { Tally } from "./tally.ts";

export interface SuiteOptions {
  readonly selected: Selected;
  readonly selection: SelectionOptions;
  readonly enforce: readonly Enforcement[];
  readonly target: Target;
  /** The seeds 0, 1, …; 0 is calm. */
  readonly seeds: number;
  readonly kills: ReadonlyMap<string, number> | undefined;
  readonly uncovered: UncoveredReasons;
  readonly notes: readonly NoteRecord[];
  /** Whether a report wants to show each rule being kept. */
  readonly examples?: boolean;
  /** Called after each run of a case. */
  readonly judged?: (caseId: string, run: CaseRun) => void;
  /** Called before each case. */
  readonly progress: (done: number, of: number, id: string) => void;
  readonly stopped: () => Circumstances["stoppedBy"];
}

/** A case gives way to the process after this many seeds. */
const seedsAtOnce = 20;

export async function runSuite(options: SuiteOptions): Promise<Run> {
  const started = process.hrtime.bigint();
  const tally = new Tally();
  const records: CaseRecord[] = [];
  const traces: TraceRecord[] = [];
  const { cases } = options.selected;
  for (const [position, one] of cases.entries()) {
    options.progress(position, cases.length, one.scenario.id);
    records.push(await runSeeds(one, options, { tally, traces }));
  }
  options.progress(cases.length, cases.length, "");
  const stoppedBy = options.stopped();
  if (options.examples === true && stoppedBy === undefined) traces.push(...examplesOf(options));
  const circumstances: Circumstances = stoppedBy === undefined ? {} : { stoppedBy };
  const elapsedMicros = Number((process.hrtime.bigint() - started) / 1000n);
  return finishRun(
    {
      header: {
        t: "header",
        format: runFormat,
        suiteVersion,
        target: options.target.name,
        seeds: { first: 0, count: options.seeds },
        selection: { ...options.selection, enforce: options.enforce },
        planned: { rules: options.selected.rules.length, cases: cases.length },
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
      },
      rules: options.selected.rules.map((rule) => {
        return tally.record(rule, { ...options, isWhole: stoppedBy === undefined });
      }),
      cases: records,
      traces,
      notes: options.notes,
    },
    circumstances,
    elapsedMicros,
  );
}

/** What the cases of a run add to. */
interface Gathered {
  readonly tally: Tally;
  readonly traces: TraceRecord[];
}

async function runSeeds(
  one: Case,
  options: SuiteOptions,
  { tally, traces }: Gathered,
): Promise<CaseRecord> {
  const { scenario } = one;
  const runs: CaseRun[] = [];
  for (let seed = 0; seed < options.seeds && options.stopped() === undefined; seed++) {
    if (seed % seedsAtOnce === 0) await turn();
    const run = runCase(scenario, options.target, { seed });
    tally.add(scenario.id, run);
    options.judged?.(scenario.id, run);
    // Only what a report needs is kept: observations of hundreds of runs would not fit.
    runs.push({ ...run, observations: [], twinObservations: [], samples: [] });
  }
  const record = recordOf(one, runs, options.seeds);
  const failed = runs.find((run) => run.violations.length + run.divergences.length > 0);
  if (failed === undefined || traces.length >= reportBounds.tracesOfFailures) return record;
  const { trace, events } = traceFailure(scenario, options.target, failed);
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
  };
}

function failuresOf(run: CaseRun): Failure[] {
  const { seed } = run;
  const violations = run.violations.map(({ rule, message, expected, actual, at }) => {
    return { rule, message, expected, actual, at, seed };
  });
  const divergences = run.divergences.map(({ step, ...divergence }) => {
    return { ...divergence, seed, ...(step === undefined ? {} : { step }) };
  });
  return [...violations, ...divergences];
}
