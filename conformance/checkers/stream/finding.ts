// What a checker of slots found in one observation, and what it would have had to find otherwise.
import type { Falsification, Verdicts } from "../verdicts.ts";

export interface Finding {
  readonly holds: boolean;
  readonly expected: string;
  readonly actual: string;
  /** Absent: nothing there could have been wrong in this way alone. */
  readonly falsification: Falsification | undefined;
}

export interface Place {
  readonly index: number;
  readonly at: number;
}

/** Returns whether it holds. */
export function report(
  verdicts: Verdicts,
  rule: string,
  { index, at }: Place,
  { holds, expected, actual, falsification }: Finding,
): boolean {
  if (!holds) verdicts.violated({ rule, index, at, message: "a slot", expected, actual });
  else if (falsification !== undefined && verdicts.counted(rule)) {
    verdicts.sample(rule, index, falsification);
  }
  return holds;
}
