// What other cases make of a kill matrix: those that are new or changed are played, those that are gone are
// forgotten, and all that the others noticed stands.
import { isGross } from "./campaign.ts";
import type { AtHand, Matrix, MatrixRow } from "./matrix.ts";

export interface CasesSince {
  /** New, or not what they were. */
  readonly changed: ReadonlySet<string>;
  readonly gone: ReadonlySet<string>;
}

export function casesSince(
  { cases }: Pick<Matrix, "cases">,
  now: Pick<AtHand, "cases">,
): CasesSince {
  const changed = [...now.cases].filter(([id, hash]) => cases[id] !== hash).map(([id]) => id);
  const gone = Object.keys(cases).filter((id) => !now.cases.has(id));
  return { changed: new Set(changed), gone: new Set(gone) };
}

export function isSameSet({ changed, gone }: CasesSince): boolean {
  return changed.size + gone.size === 0;
}

/**
 * `again`: what the changed cases noticed. Nothing where the row has to be found anew: no rule that was expected
 * to notice is left, or it took another seed than the calm one, under which all cases were played.
 */
export function rowWith(
  row: MatrixRow,
  again: Pick<MatrixRow, "killers"> | undefined,
  { since, cases, expected }: Since,
): MatrixRow | undefined {
  if (row.seed !== 0) return undefined;
  const killers = new Map<string, Set<string>>();
  for (const [rule, ids] of Object.entries(row.killers)) {
    const kept = ids.filter((id) => !since.changed.has(id) && !since.gone.has(id));
    if (kept.length > 0) killers.set(rule, new Set(kept));
  }
  for (const [rule, ids] of Object.entries(again?.killers ?? {})) {
    killers.set(rule, new Set([...(killers.get(rule) ?? []), ...ids]));
  }
  if (!expected.some((rule) => killers.has(rule))) return undefined;
  const killing = new Set([...killers.values()].flatMap((ids) => [...ids]));
  const sorted = [...killers].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...row,
    gross: isGross(killing.size, cases),
    killers: Object.fromEntries(sorted.map(([rule, ids]) => [rule, [...ids].sort()])),
  };
}

export interface Since {
  readonly since: CasesSince;
  /** How many there are. */
  readonly cases: number;
  /** The rules that ought to notice. */
  readonly expected: readonly string[];
}
