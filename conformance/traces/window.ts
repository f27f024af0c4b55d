// The steps around one place, as the plain data of a report.
import type { TraceMark, TraceRecord } from "../../reports/index.ts";
import type { Scenario } from "../../sim/index.ts";
import { workerOf } from "../observe/worker-name.ts";
import { type Drafts, stepOf } from "./draft.ts";

export interface Window {
  readonly purpose: TraceRecord["purpose"];
  readonly scenario: Scenario;
  readonly seed: number;
  /** Ordinals: from `first` up to but without `end`. */
  readonly first: number;
  readonly end: number;
  /** With the ordinals of their steps; those outside are left out. */
  readonly marks: readonly TraceMark[];
}

/** Marks of one trace. */
const marksMax = 50;

export function windowOf(drafts: Drafts, window: Window): TraceRecord {
  const { purpose, scenario, seed, marks } = window;
  const kept = drafts.between(window.first, window.end);
  const first = kept[0]?.ordinal ?? 0;
  const used = new Set(kept.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])));
  return {
    t: "trace",
    purpose,
    case: scenario.id,
    seed,
    lanes: [...used].sort((left, right) => rankOf(left, scenario) - rankOf(right, scenario)),
    steps: kept.map(stepOf),
    marks: marks
      .map((mark) => ({ ...mark, step: mark.step - first }))
      .filter(({ step }) => step >= 0 && step < kept.length)
      .slice(0, marksMax),
    skipped: first,
  };
}

/** Actors in the order of the scenario, then the master, then the workers, then the rest. */
function rankOf(node: string, { actors }: Scenario): number {
  const names = Object.keys(actors);
  const position = names.indexOf(node);
  if (position !== -1 && actors[node]?.kind !== "statsd-sink") return position;
  if (node === "master") return names.length;
  const worker = workerOf(node);
  return worker === undefined ? Number.MAX_SAFE_INTEGER : names.length + 1 + worker;
}
