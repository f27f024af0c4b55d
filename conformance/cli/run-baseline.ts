// The baseline that a run was given, and which of the selected cases are therefore played.
import { BaselineInUse } from "../baseline/in-use.ts";
import type { Case } from "../runner/cases.ts";
import type { CommonOptions } from "../runner/close-run.ts";
import type { Selected } from "../runner/selection.ts";
import { UsageError } from "../usage-error.ts";
import { today } from "./today.ts";

export interface BaselineFlags {
  readonly target: string;
  readonly profile: string | undefined;
  readonly seeds: number;
  readonly baseline: string | undefined;
  readonly runQuarantined: boolean;
}

export interface Parted {
  /** What is played. */
  readonly selected: Selected;
  readonly baseline: CommonOptions["baseline"];
}

/** @throws UsageError for a baseline that is not in order. */
export function partedBy(flags: BaselineFlags, all: readonly Case[], selected: Selected): Parted {
  const { target, profile, seeds, baseline, runQuarantined } = flags;
  if (baseline === undefined) {
    if (runQuarantined) throw new UsageError("--run-quarantined takes a --baseline FILE");
    return { selected, baseline: undefined };
  }
  const inUse = BaselineInUse.open(baseline, {
    caseIds: all.map(({ scenario }) => scenario.id),
    // On a real clock there are no seeds to choose.
    seeds: target.startsWith("live:") ? undefined : seeds,
    runQuarantined,
    circumstance: {
      target: profile === undefined ? target : `profile:${profile}`,
      os: process.platform,
      today: today(),
    },
  });
  const { played, quarantined } = inUse.part(selected);
  return { selected: played, baseline: { inUse, quarantined } };
}
