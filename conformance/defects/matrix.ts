// The committed kill matrix: which rule noticed which defect in which case. It is only worth
// something while the sources it was made from are the ones at hand, so it carries their hash.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fixturePath } from "../package-root.ts";
import type { Campaign } from "./campaign.ts";
import { killSourcesHash } from "./kill-sources.ts";

export interface MatrixEntry {
  readonly defect: string;
  readonly gross: boolean;
  /** The cases that noticed, by rule. */
  readonly killers: Readonly<Record<string, readonly string[]>>;
}

export interface Matrix {
  readonly sources: string;
  readonly defects: readonly MatrixEntry[];
}

const path = fixturePath("defects", "matrix.json");

export function writeMatrix(campaigns: readonly Campaign[]): string {
  const defects = campaigns.map(({ defect, gross, killers }) => {
    const rules = [...new Set(killers.map((killer) => killer.rule))].sort();
    const byRule = rules.map((rule): [string, string[]] => {
      const cases = killers.filter((killer) => killer.rule === rule).map((killer) => killer.case);
      return [rule, [...new Set(cases)].sort()];
    });
    return { defect, gross, killers: Object.fromEntries(byRule) };
  });
  writeFileSync(path, `${JSON.stringify({ sources: killSourcesHash(), defects }, null, 2)}\n`);
  return path;
}

export type ReadMatrix =
  | { readonly kind: "current" | "stale"; readonly defects: readonly MatrixEntry[] }
  | { readonly kind: "missing" };

/** The committed matrix, and whether it belongs to the sources at hand. */
export function readMatrix(): ReadMatrix {
  if (!existsSync(path)) return { kind: "missing" };
  const matrix: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isMatrix(matrix)) return { kind: "missing" };
  const kind = matrix.sources === killSourcesHash() ? "current" : "stale";
  return { kind, defects: matrix.defects };
}

export type KillCounts =
  | { readonly kind: "current"; readonly kills: ReadonlyMap<string, number> }
  | { readonly kind: "missing" | "stale" };

/** How many defects each rule noticed; only a matrix of these very sources can say. */
export function killCounts(): KillCounts {
  const matrix = readMatrix();
  if (matrix.kind !== "current") return { kind: matrix.kind };
  const kills = new Map<string, number>();
  for (const { gross, killers } of matrix.defects) {
    if (gross) continue;
    for (const rule of Object.keys(killers)) kills.set(rule, (kills.get(rule) ?? 0) + 1);
  }
  return { kind: "current", kills };
}

function isMatrix(value: unknown): value is Matrix {
  return typeof value === "object" && value !== null && "sources" in value && "defects" in value;
}
