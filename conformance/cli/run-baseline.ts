// The baseline that a run was given, and which of the selected cases are therefore played.
import { BaselineInUse } from "../baseline/in-use.ts";
import type { Case } from "../runner/cases.ts";
import type { CommonOptions } from "../runner/close-run.ts";
import type { Selected } from "../runner/selection.ts";
import { UsageError } from "../usage-error.ts";
import { today } from "../today.ts";

export interface BaselineFlags {
  readonly target: string;
  readonly profile: string | undefined;
  readonly seeds: number;
  readonly baseline: string | undefined;
  readonly runQuarantined: boolean;
  readonly retries: number;
}

export interface Parted {
  /** What is played. */
  readonly selected: Selected;
  readonly baseline: CommonOptions["baseline"];
}

/** @throws UsageError for a baseline that is not in order. */
export function partedBy(flags: BaselineFlags, all: readonly Case[], selected: Selected): Parted {
  const { target, profile, seeds, baseline, runQuarantined, retries } = flags;
  if (retries > 0 && !target.startsWith("live:")) {
    throw new UsageError(
      "--retries is for live targets; what the simulator plays comes every time",
    );
  }
  if (baseline === undefined) {
    if (runQuarantined) throw new UsageError("--run-quarantined takes a --baseline FILE");
    if (retries > 0) throw new UsageError("--retries takes a --baseline FILE to differ from");
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
