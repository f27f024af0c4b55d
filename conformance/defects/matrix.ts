// The committed kill matrix: which rule noticed which defect in which case. It is only worth
// something while the sources it was made from are the ones at hand, so it carries their hash.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixturePath, packageRoot } from "../package-root.ts";
import type { Campaign } from "./campaign.ts";

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

/** What a kill depends on: the reference, the world, the cases, the defects and the checkers. */
const hashed = [
  "wire",
  "reference",
  "sim",
  "conformance",
  "fixtures/scenarios",
  "fixtures/defects",
];

function sourcesHash(): string {
  const hash = createHash("sha256");
  for (const folder of hashed) {
    const names = readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" });
    for (const name of names.sort().filter(isSource)) {
      hash.update(`${folder}/${name}\0`);
      hash.update(readFileSync(join(packageRoot, folder, name)));
    }
  }
  return hash.digest("hex");
}

/** Neither what is typed, nor a gate, nor a picture changes what a case sees. */
const beside = /^(cli|gates|traces|pages)[/\\]|[.]test[.]ts$|(^|[/\\])(tsconfig|matrix)[.]json$/;

function isSource(name: string): boolean {
  return /[.](ts|json)$/.test(name) && !beside.test(name);
}

export function writeMatrix(campaigns: readonly Campaign[]): string {
  const defects = campaigns.map(({ defect, gross, killers }) => {
    const rules = [...new Set(killers.map((killer) => killer.rule))].sort();
    const byRule = rules.map((rule): [string, string[]] => {
      const cases = killers.filter((killer) => killer.rule === rule).map((killer) => killer.case);
      return [rule, [...new Set(cases)].sort()];
    });
    return { defect, gross, killers: Object.fromEntries(byRule) };
  });
  writeFileSync(path, `${JSON.stringify({ sources: sourcesHash(), defects }, null, 2)}\n`);
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
  const kind = matrix.sources === sourcesHash() ? "current" : "stale";
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
