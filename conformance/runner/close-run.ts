// The frame around what was judged, wherever it was judged: the header, the records, the totals and
// the exit code.
import {
  type CaseRecord,
  type Circumstances,
  type Enforcement,
  finishRun,
  type NoteRecord,
  type OpenRun,
  type RuleRecord,
  type Run,
  runFormat,
  type TraceRecord,
} from "../../reports/index.ts";
import { suiteVersion } from "../package-root.ts";
import type { BaselineInUse } from "../baseline/in-use.ts";
import { contractVersion } from "../rules/contract-version.ts";
import type { UncoveredReasons } from "../rules/uncovered.ts";
import type { Case } from "./cases.ts";
import type { Selected, SelectionOptions } from "./selection.ts";

/** What every run is told, against whatever target. */
export interface CommonOptions {
  readonly selected: Selected;
  readonly selection: SelectionOptions;
  readonly enforce: readonly Enforcement[];
  readonly kills: ReadonlyMap<string, number> | undefined;
  readonly uncovered: UncoveredReasons;
  readonly notes: readonly NoteRecord[];
  /** What is expected to fail, and the selected cases that are therefore not among the played ones. */
  readonly baseline?: { readonly inUse: BaselineInUse; readonly quarantined: readonly Case[] };
  /** Called whenever a case is begun. */
  readonly progress: (done: number, of: number, id: string) => void;
  readonly stopped: () => Circumstances["stoppedBy"];
}

export interface Records {
  readonly target: string;
  readonly seeds: number;
  readonly rules: readonly RuleRecord[];
  readonly cases: readonly CaseRecord[];
  readonly traces: readonly TraceRecord[];
}

/** `started` is the instant of `process.hrtime` at which the run began. */
export function closeRun(
  { selected, selection, enforce, notes, baseline }: CommonOptions,
  { target, seeds, ...records }: Records,
  circumstances: Circumstances,
  started: bigint,
): Run {
  const elapsedMicros = Number((process.hrtime.bigint() - started) / 1000n);
  const open: OpenRun = {
    header: {
      t: "header",
      format: runFormat,
      suiteVersion,
      contract: contractVersion,
      target,
      seeds: { first: 0, count: seeds },
      selection: { ...selection, enforce },
      planned: { rules: selected.rules.length, cases: selected.cases.length },
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
    },
    ...records,
    baseline: [],
    notes,
  };
  const held = baseline?.inUse.applied(open, baseline.quarantined) ?? open;
  return finishRun(held, circumstances, elapsedMicros);
}
