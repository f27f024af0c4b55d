// What a live case came to, as a report tells it.
import type { CaseRecord, Failure } from "../../reports/index.ts";
import type { Case } from "../runner/cases.ts";
import { failuresOf } from "../runner/run-suite.ts";
import type { LiveRun } from "./live-case.ts";

export function unplayed(
  { scenario, file }: Case,
  outcome: "unsupported" | "not-run" | "inconclusive",
  reason?: string,
): CaseRecord {
  return {
    t: "case",
    case: scenario.id,
    outcome,
    seeds: { first: 0, count: 1 },
    rules: scenario.rules,
    file,
    hash: "",
    virtualMicros: 0,
    failures: [],
    ...(reason === undefined ? {} : { reason }),
  };
}

export function liveRecord(one: Case, run: LiveRun): CaseRecord {
  const record = { ...unplayed(one, "not-run"), judged: [...run.evaluations.keys()] };
  if (run.violations.length + run.divergences.length > 0) {
    return { ...record, outcome: "fail", failures: withLog(failuresOf(run), run.log) };
  }
  const { inconclusive } = run;
  if (inconclusive !== undefined) {
    return { ...record, outcome: "inconclusive", reason: inconclusive };
  }
  // That the proxy is still there is the least: a case that shows no more was not played.
  if ([...run.evaluations.keys()].every((rule) => rule === "LIVE-NO-CRASH")) {
    const reason = "nothing that it shows from outside could have failed";
    return { ...record, outcome: "unsupported", reason };
  }
  return { ...record, outcome: "pass" };
}

/** What the target wrote stands with the first failure. */
function withLog(failures: readonly Failure[], log: readonly string[]): Failure[] {
  const events = log.map((line) => `target: ${line}`);
  return failures.map((failure, at) => (at === 0 ? { ...failure, events } : failure));
}
