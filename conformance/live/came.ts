// What every case came to, attempt by attempt. Which attempt stands is decided beside the baseline; rules are
// tallied at the end, from those that stand, since what did not come again is not to count.
import type { CaseRecord } from "../../reports/index.ts";
import { type Attempt, type Fit, isSettled, standing, waveringIn } from "../baseline/attempts.ts";
import { listAt } from "../grouped.ts";
import { rules } from "../rules/registry.ts";
import { type Judged, Tally } from "../runner/tally.ts";

interface LiveAttempt extends Attempt {
  /** Nothing where the target did not come up. */
  readonly judged: Judged | undefined;
}

export class Came {
  private readonly attempts = new Map<string, LiveAttempt[]>();
  private readonly fitOf: (record: CaseRecord) => Fit;

  constructor(fitOf: (record: CaseRecord) => Fit = unlisted) {
    this.fitOf = fitOf;
  }

  add(record: CaseRecord, run?: Judged): void {
    const { case: id } = record;
    // What a case observed is large, and nobody asks for it again.
    const judged = run && {
      evaluations: run.evaluations,
      violations: run.violations,
      divergences: run.divergences,
    };
    listAt(this.attempts, id).push({ record, judged, ...this.fitOf(record) });
  }

  /** Whether another attempt could tell more. */
  isOpen(id: string): boolean {
    const known = this.attempts.get(id);
    return known !== undefined && !isSettled(known);
  }

  records(): Map<string, CaseRecord> {
    return new Map(
      [...this.attempts].map(([id, attempts]) => {
        const { record } = standing(attempts);
        const wavering = waveringIn(attempts);
        return [id, wavering.length === 0 ? record : { ...record, wavering }];
      }),
    );
  }

  /** Every rule is tallied, whether or not a checker of the simulator judges it. */
  tally(): Tally {
    const tally = new Tally(new Set(rules.map(({ id }) => id)));
    for (const [id, attempts] of this.attempts) {
      const { judged, record } = standing(attempts);
      if (judged !== undefined) tally.add(id, judged);
      if (record.outcome === "inconclusive") tally.leaveOpen(record.rules);
    }
    return tally;
  }
}

/** Without a baseline nothing departs from one. */
function unlisted({ outcome }: CaseRecord): Fit {
  return { departures: new Set(), isOpen: outcome === "inconclusive" };
}
