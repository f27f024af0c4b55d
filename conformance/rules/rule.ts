// One line of the contract. A rule says what a proxy promises; whether it was kept is a checker's
// business, and which families have a checker is not known here.

export type RuleLevel = "MUST" | "SHOULD" | "MAY";

/** Where a rule shows: outside (wire, metrics, audit, logs), on the channel between master and worker, or by a probe. */
export type Vantage = "outside" | "channel" | "probe";

export interface Rule {
  /** Permanent, such as `LEASE-CAP`; the part before the first hyphen is the family. */
  readonly id: string;
  readonly level: RuleLevel;
  readonly statement: string;
  readonly where: readonly Vantage[];
  /** D field documentation, S stream-state documentation, C operations documents, → derived; else an RFC. */
  readonly source: string;
  /** How the sources disagree and what is required here. */
  readonly contested?: string;
  /** Why the rule is not judged at all; such a rule is reported as `excluded`. */
  readonly excluded?: string;
}
