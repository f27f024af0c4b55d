// Defects that nobody can tell apart: the same cases notice both. Either the suite lacks a case that
// separates them, or they are one defect twice; those that say so of themselves are left alone.
import { listAt } from "../grouped.ts";
import type { Defect } from "./defect.ts";
import type { MatrixRow } from "./matrix.ts";

/** Groups of two and more. */
export function lookalikes(
  rows: readonly Pick<MatrixRow, "defect" | "killers">[],
  defects: readonly Defect[],
): readonly (readonly string[])[] {
  const twinOf = new Map(defects.map((defect) => [defect.id, defect.twinOf]));
  const groups = new Map<string, string[]>();
  for (const { defect, killers } of rows) {
    const cases = [...new Set(Object.values(killers).flat())].sort();
    if (cases.length === 0) continue;
    listAt(groups, cases.join(" ")).push(defect);
  }
  return [...groups.values()]
    .map((group) => group.filter((id) => !group.includes(twinOf.get(id) ?? "")))
    .filter((group) => group.length > 1);
}
