// What the kill matrix says already, brought up to the cases of now.
import { casesSince, isSameSet } from "../defects/matrix-cases.ts";
import {
  type AtHand,
  matrixOf,
  type MatrixRow,
  readMatrix,
  standingRows,
  writeMatrix,
} from "../defects/matrix.ts";
import { withOtherCases } from "../defects/other-cases.ts";
import type { DefectsFlags } from "./defects-flags.ts";
import { Progress } from "./progress.ts";

/** What stands, told of the cases that are new or changed since; a stop meanwhile leaves the matrix as it was. */
export async function knownRows(
  now: AtHand,
  { matrix: path, seeds, jobs }: DefectsFlags,
  signal: AbortSignal,
): Promise<readonly MatrixRow[]> {
  const before = readMatrix(path);
  const standing = standingRows(before, now, seeds);
  if (before === undefined || standing.length === 0) return [];
  const since = casesSince(before, now);
  if (isSameSet(since)) return standing;
  const progress = new Progress();
  const rows = await withOtherCases(standing, {
    since,
    now,
    jobs,
    signal,
    begun: (done, count, id) => {
      progress.show(done, count, `${since.changed.size} other cases: ${id}`);
    },
  });
  progress.clear();
  if (signal.aborted) return [];
  writeMatrix(path, matrixOf(now, seeds, rows));
  return rows;
}
