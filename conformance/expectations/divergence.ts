// Where a run differs from what its scenario expects. All differences are collected; nothing is
// thrown at the first.

export interface Divergence {
  /** The rule that the scenario's author says is broken. */
  readonly rule: string;
  readonly step: string | undefined;
  readonly at: number;
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}
