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
  type Run,
  runFormat,
} from "../../reports/index.ts";
import { suiteVersion } from "../package-root.ts";
import type { UncoveredReasons } from "../rules/uncovered.ts";
import type { Target } from "../targets/target.ts";
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
  const { cases } = options.selected;
  for (const [position, one] of cases.entries()) {
    options.progress(position, cases.length, one.scenario.id);
    records.push(await runSeeds(one, options, tally));
  }
  options.progress(cases.length, cases.length, "");
  const stoppedBy = options.stopped();
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
      notes: options.notes,
    },
    circumstances,
    elapsedMicros,
  );
}

async function runSeeds(one: Case, options: SuiteOptions, tally: Tally): Promise<CaseRecord> {
  const { scenario } = one;
  const runs: CaseRun[] = [];
  for (let seed = 0; seed < options.seeds && options.stopped() === undefined; seed++) {
    if (seed % seedsAtOnce === 0) await turn();
    const run = runCase(scenario, options.target, { seed });
    tally.add(scenario.id, run);
    // Only what a report needs is kept: observations of hundreds of runs would not fit.
    runs.push({ ...run, observations: [], samples: [] });
  }
  return recordOf(one, runs, options.seeds);
}

function recordOf({ scenario }: Case, runs: readonly CaseRun[], planned: number): CaseRecord {
  const failures = runs.flatMap((run) => failuresOf(run));
  return {
    t: "case",
    case: scenario.id,
    outcome: runs.length === 0 ? "not-run" : failures.length > 0 ? "fail" : "pass",
    // Those that ran; of a case that did not, those that it missed.
    seeds: { first: 0, count: runs.length === 0 ? planned : runs.length },
    rules: scenario.rules,
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
