// The committed kill matrix: which rule noticed which defect in which case. It is only worth something
// while the sources it was made from are the ones at hand, so it carries their hash, that of each case, and
// each row that of its defect: what has not changed since need not be played again.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fixturePath } from "../package-root.ts";
import type { Campaign } from "./campaign.ts";
import { type Defect, defectIds } from "./defect.ts";
import { loadCases } from "../runner/cases.ts";
import { casesSince, isSameSet } from "./matrix-cases.ts";
import { caseHashes, killSourcesHash, shortHash } from "./kill-sources.ts";

export interface MatrixRow {
  readonly defect: string;
  /** Of the file that describes the defect. */
  readonly hash: string;
  readonly gross: boolean;
  /** Under which a rule that was expected to noticed first; every case was played under those before. */
  readonly seed: number | null;
  /** The cases that noticed, by rule. */
  readonly killers: Readonly<Record<string, readonly string[]>>;
}

export interface Matrix {
  /** Of all that the kills depend on besides the defects and the cases. */
  readonly sources: string;
  /** The hash of each case that was there, by its id. */
  readonly cases: Readonly<Record<string, string>>;
  /** Under how many a case was tried. */
  readonly seeds: number;
  readonly defects: readonly MatrixRow[];
}

/** What a matrix is held against. */
export interface AtHand {
  readonly sources: string;
  readonly cases: ReadonlyMap<string, string>;
  /** The defects that there are, and the hash of each. */
  readonly defects: ReadonlyMap<string, string>;
}

/** Where the committed one stands. */
export const committedMatrix: string = fixturePath("defects", "matrix.json");

export function atHand(): AtHand {
  return {
    sources: killSourcesHash(),
    cases: caseHashes(loadCases()),
    defects: new Map(defectIds().map((id) => [id, hashOf(id)])),
  };
}

function hashOf(defect: string): string {
  return shortHash(readFileSync(fixturePath("defects", `${defect}.json`)));
}

/** The rows that playing the defects again with the cases of the matrix would not change. */
export function standingRows(
  matrix: Matrix | undefined,
  now: AtHand,
  seeds: number,
): readonly MatrixRow[] {
  if (matrix?.sources !== now.sources || matrix.seeds !== seeds) return [];
  return matrix.defects.filter(({ defect, hash }) => now.defects.get(defect) === hash);
}

/** One that did not come to its end has no row: it is played again. */
export function rowsOf(
  campaigns: readonly Campaign[],
  hashes: ReadonlyMap<string, string>,
): readonly MatrixRow[] {
  return campaigns
    .filter(({ hangs }) => !hangs)
    .map(({ defect, gross, first, killers }) => {
      const rules = [...new Set(killers.map((killer) => killer.rule))].sort();
      const byRule = rules.map((rule): [string, string[]] => {
        const cases = killers.filter((killer) => killer.rule === rule).map((killer) => killer.case);
        return [rule, [...new Set(cases)].sort()];
      });
      const hash = hashes.get(defect) ?? "";
      const seed = first?.seed ?? null;
      return { defect, hash, gross, seed, killers: Object.fromEntries(byRule) };
    });
}

export interface Found {
  readonly rows: readonly MatrixRow[];
  readonly seeds: number;
  /** Not every defect was looked at. */
  readonly isNarrowed: boolean;
}

/**
 * What is known after a run, what stood before among it. A run of some defects adds to a matrix of these
 * very sources; it does not take the place of another.
 */
export function matrixAfter(
  before: Matrix | undefined,
  now: AtHand,
  { rows, seeds, isNarrowed }: Found,
): Matrix | undefined {
  const isOthers =
    before !== undefined &&
    (before.sources !== now.sources ||
      before.seeds !== seeds ||
      !isSameSet(casesSince(before, now)));
  if (isNarrowed && isOthers) return undefined;
  const found = new Set(rows.map(({ defect }) => defect));
  const standing = isOthers ? [] : standingRows(before, now, seeds);
  const kept = standing.filter(({ defect }) => !found.has(defect));
  return matrixOf(now, seeds, [...kept, ...rows]);
}

export function matrixOf(
  { sources, cases }: AtHand,
  seeds: number,
  rows: readonly MatrixRow[],
): Matrix {
  const defects = rows.toSorted((a, b) => (a.defect < b.defect ? -1 : 1));
  return { sources, seeds, cases: Object.fromEntries(cases), defects };
}

export function writeMatrix(path: string, matrix: Matrix): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(matrix, null, 2)}\n`);
}

/** Whatever it belongs to; none where there is no file, or one of another form. */
export function readMatrix(path: string = committedMatrix): Matrix | undefined {
  if (!existsSync(path)) return undefined;
  const matrix: unknown = JSON.parse(readFileSync(path, "utf8"));
  return isMatrix(matrix) ? matrix : undefined;
}

/**
 * For each defect the case in which a rule that was expected to notice it did, under the calm seed: the one with
 * the shortest scenario. Nothing is said of a defect that took another seed, or that nobody noticed.
 */
export function noticingCases(
  matrix: Matrix,
  defects: readonly Pick<Defect, "id" | "expectedRules">[],
  cases: readonly { readonly scenario: { readonly id: string } }[],
): ReadonlyMap<string, string> {
  const rows = new Map(matrix.defects.map((row) => [row.defect, row]));
  const byLength = cases
    .map(({ scenario }) => ({ id: scenario.id, length: JSON.stringify(scenario).length }))
    .sort((a, b) => a.length - b.length);
  const found = new Map<string, string>();
  for (const { id, expectedRules } of defects) {
    const row = rows.get(id);
    if (row?.seed !== 0) continue;
    const killing = new Set(expectedRules.flatMap((rule) => row.killers[rule] ?? []));
    const shortest = byLength.find((one) => killing.has(one.id));
    if (shortest !== undefined) found.set(id, shortest.id);
  }
  return found;
}

/** Whether every defect that there is has its row, and every row holds. */
export function stateOf(matrix: Matrix, now: AtHand): "current" | "stale" {
  const { length } = standingRows(matrix, now, matrix.seeds);
  if (!isSameSet(casesSince(matrix, now))) return "stale";
  return length === now.defects.size && length === matrix.defects.length ? "current" : "stale";
}

export type KillCounts =
  | { readonly kind: "current"; readonly kills: ReadonlyMap<string, number> }
  | { readonly kind: "missing" | "stale" };

/** How many defects each rule noticed; only a matrix of these very sources can say. */
export function killCounts(): KillCounts {
  const matrix = readMatrix();
  if (matrix === undefined) return { kind: "missing" };
  const kind = stateOf(matrix, atHand());
  if (kind === "stale") return { kind };
  const kills = new Map<string, number>();
  for (const { gross, killers } of matrix.defects) {
    if (gross) continue;
    for (const rule of Object.keys(killers)) kills.set(rule, (kills.get(rule) ?? 0) + 1);
  }
  return { kind, kills };
}

function isMatrix(value: unknown): value is Matrix {
  return (
    typeof value === "object" &&
    value !== null &&
    "sources" in value &&
    "seeds" in value &&
    "cases" in value &&
    "defects" in value
  );
}
