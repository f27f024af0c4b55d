// Brings the rows of a kill matrix up to other cases: each defect is planted again, and only the cases that are
// new or changed, and come to its lines, are played.
import { loadCases } from "../runner/cases.ts";
import { type Defect, loadDefects } from "./defect.ts";
import { runGallery } from "./gallery.ts";
import { type CasesSince, rowWith } from "./matrix-cases.ts";
import { type AtHand, type MatrixRow, rowsOf } from "./matrix.ts";
import { measureReach } from "./reach.ts";

export interface OtherCases {
  readonly since: CasesSince;
  readonly now: AtHand;
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly begun: (done: number, count: number, id: string) => void;
}

/** All cases are played under the calm seed; that is the only one that a row which stands has needed. */
const calmSeeds = 1;

/** The rows that stand; those of defects that nobody notices any more are not among them. */
export async function withOtherCases(
  rows: readonly MatrixRow[],
  { since, now, jobs, signal, begun }: OtherCases,
): Promise<readonly MatrixRow[]> {
  const cases = loadCases().filter(({ scenario }) => since.changed.has(scenario.id));
  const standing = new Set(rows.map(({ defect }) => defect));
  const defects = loadDefects().filter(({ id }) => standing.has(id));
  const reach = await measureReach(defects, cases, signal);
  const reached = defects.filter(({ id }) => (reach.get(id)?.size ?? 0) > 0);
  const campaigns = await runGallery(reached, {
    jobs,
    seeds: calmSeeds,
    reach,
    signal,
    begun: (done, id) => {
      begun(done, reached.length, id);
    },
    noticedBefore: new Map(),
    report: () => undefined,
  });
  const again = new Map(rowsOf(campaigns, now.defects).map((row) => [row.defect, row]));
  const hung = new Set(campaigns.filter(({ hangs }) => hangs).map(({ defect }) => defect));
  const expected = new Map(defects.map((one): [string, Defect] => [one.id, one]));
  return rows
    .filter(({ defect }) => !hung.has(defect))
    .flatMap((row) => {
      const { expectedRules = [] } = expected.get(row.defect) ?? {};
      const whole = { since, cases: now.cases.size, expected: expectedRules };
      return rowWith(row, again.get(row.defect), whole) ?? [];
    });
}
