// From outcomes to the exit code of the process, as one table in order of precedence. It only decides:
// ending the process, and saying so on the terminal, is the command line's.

import { faultyEntries } from "./baseline.ts";
import { plural } from "./figures.ts";
import type { Enforcement, Level, OpenRun, RuleRecord } from "./run.ts";
import { isJudged } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { waveringCount } from "./wavering.ts";

export const exitCodes = {
  ok: 0,
  nonConformance: 1,
  usage: 2,
  harness: 3,
  incomplete: 4,
  nothingSelected: 5,
  inconclusive: 6,
  budget: 124,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What happened around the judging. Each text is one sentence for the person who reads it. */
export interface Circumstances {
  /** A bad flag, an unknown id, an invalid scenario. */
  readonly usageError?: string;
  /** A fault of the suite or of the reference, never of what is judged. */
  readonly harnessError?: string;
  /** The target did not start, did not answer, or died too often. */
  readonly targetError?: string;
  readonly stoppedBy?: "SIGINT" | "SIGTERM" | "budget";
  /** The caller asked to stop early (first failure, a share of the seeds): what did not run is no surprise. */
  readonly limited?: boolean;
  readonly allowEmpty?: boolean;
}

export interface Exit {
  readonly code: ExitCode;
  readonly reason: string;
}

/** The worst that is true, by precedence: 2, 3, 143 and 130, 124, 4, 1, 6, 5, 0. */
export function exitOf(run: OpenRun, circumstances: Circumstances): Exit {
  // What is worse than a verdict comes first: it says that the verdict cannot be trusted to be whole.
  // A signal or a spent budget explains what did not run, so both come before "incomplete".
  return (
    brokenExit(circumstances) ??
    stoppedExit(circumstances.stoppedBy) ??
    incompleteExit(run, circumstances) ??
    judgedExit(run) ??
    emptyExit(run, circumstances) ?? { code: exitCodes.ok, reason: goodReason(run) }
  );
}

function goodReason(run: OpenRun): string {
  const known = run.rules.filter(({ outcome }) => outcome === "expected-fail").length;
  const but = known === 0 ? "" : `, but for ${known} that the baseline expects to fail`;
  const wavered = waveringCount(run);
  return `every rule that was judged holds${but}${wavered === undefined ? "" : `; ${wavered}`}`;
}

function brokenExit(circumstances: Circumstances): Exit | undefined {
  if (circumstances.usageError !== undefined) {
    return { code: exitCodes.usage, reason: circumstances.usageError };
  }
  if (circumstances.harnessError !== undefined) {
    return { code: exitCodes.harness, reason: circumstances.harnessError };
  }
  return undefined;
}

const stops = {
  SIGTERM: { code: exitCodes.terminated, reason: "terminated by SIGTERM before the end" },
  SIGINT: { code: exitCodes.interrupted, reason: "interrupted by SIGINT before the end" },
  budget: { code: exitCodes.budget, reason: "the time budget was spent before the end" },
} as const satisfies Record<string, Exit>;

function stoppedExit(stoppedBy: Circumstances["stoppedBy"]): Exit | undefined {
  return stoppedBy === undefined ? undefined : stops[stoppedBy];
}

function incompleteExit(run: OpenRun, circumstances: Circumstances): Exit | undefined {
  if (circumstances.targetError !== undefined) {
    return { code: exitCodes.incomplete, reason: circumstances.targetError };
  }
  const left = [...run.rules, ...run.cases].filter((record) => record.outcome === "not-run").length;
  if (left === 0 || circumstances.limited === true) return undefined;
  return {
    code: exitCodes.incomplete,
    reason: `${plural(left, "rule or case", "rules or cases")} did not run`,
  };
}

function judgedExit(run: OpenRun): Exit | undefined {
  const broken = gating(run, ["fail", "unexpected-pass"]);
  if (broken !== undefined) {
    return {
      code: exitCodes.nonConformance,
      reason: [`${broken} failed`, ...unfit(run)].join("; "),
    };
  }
  // At whatever level its rule is: an excuse that excuses nothing hides the next failure.
  const [entries] = unfit(run);
  if (entries !== undefined) return { code: exitCodes.nonConformance, reason: entries };
  // A rule that is uncovered for a written reason is shown with it, and is no surprise to the gate.
  const uncovered = run.rules.filter(
    (rule) => rule.outcome === "uncovered" && rule.reason === undefined,
  ).length;
  if (uncovered > 0 && run.header.selection.enforce.includes("covered")) {
    return {
      code: exitCodes.nonConformance,
      reason: `${plural(uncovered, "rule is", "rules are")} uncovered`,
    };
  }
  const open = gating(run, ["inconclusive"]);
  if (open !== undefined) {
    return {
      code: exitCodes.inconclusive,
      reason: `${open} could not be decided`,
    };
  }
  return undefined;
}

function unfit(run: OpenRun): readonly string[] {
  const count = faultyEntries(run).length;
  if (count === 0) return [];
  return [`${plural(count, "baseline entry does", "baseline entries do")} not fit any more`];
}

// A run that judged nothing is not green, whether nothing was selected or nothing selected could be judged.
function emptyExit(run: OpenRun, circumstances: Circumstances): Exit | undefined {
  if (circumstances.allowEmpty === true) return undefined;
  if (run.rules.length === 0 && run.cases.length === 0) {
    return { code: exitCodes.nothingSelected, reason: "nothing was selected" };
  }
  const judged = [...run.rules, ...run.cases].some((record) => isJudged[record.outcome]);
  if (judged) return undefined;
  return { code: exitCodes.nothingSelected, reason: "nothing that was selected could be judged" };
}

// Counts the rules with one of these outcomes at a level that is in force, else the cases that no
// such rule accounts for: a failing case that names no rule must not slip through.
function gating(run: OpenRun, among: readonly Outcome[]): string | undefined {
  const enforce = run.header.selection.enforce;
  const excused = new Set(
    run.rules.filter((rule) => !isEnforced(rule, enforce)).map((rule) => rule.rule),
  );
  const rules = run.rules.filter((rule) => among.includes(rule.outcome) && !excused.has(rule.rule));
  if (rules.length > 0) return plural(rules.length, "rule", "rules");
  const cases = run.cases.filter((record) => {
    const counting = record.failures.filter(({ excuse }) => excuse === undefined);
    const names = counting.length > 0 ? counting.map((failure) => failure.rule) : record.rules;
    const isExcused = names.length > 0 && names.every((name) => excused.has(name));
    return among.includes(record.outcome) && !isExcused;
  });
  return cases.length > 0 ? plural(cases.length, "case", "cases") : undefined;
}

// A MAY is in force like a MUST: what is judged is the behaviour that the target itself elected.
const isAlwaysEnforced = { MUST: true, SHOULD: false, MAY: true } as const satisfies Record<
  Level,
  boolean
>;

function isEnforced(rule: RuleRecord, enforce: readonly Enforcement[]): boolean {
  return isAlwaysEnforced[rule.level ?? "MUST"] || enforce.includes("should");
}
