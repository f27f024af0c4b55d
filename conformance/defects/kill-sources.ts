// What a kill depends on besides the defect: every module that a thread of the gallery loads, among them the
// reference and the world, and the case that noticed. What is only typed, and comments, change no verdict.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../package-root.ts";
import type { Case } from "../runner/cases.ts";

const entry = "conformance/defects/gallery-thread.ts";
const hashDigits = 16;

export function killSourcesHash(): string {
  const hash = createHash("sha256");
  for (const [file, text] of [...modules(entry)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${file}\0${text}\0`);
  }
  return hash.digest("hex");
}

/** By id. A row of the matrix is not stale because there is one case more. */
export function caseHashes(cases: readonly Case[]): ReadonlyMap<string, string> {
  return new Map(cases.map(({ scenario }) => [scenario.id, shortHash(JSON.stringify(scenario))]));
}

export function shortHash(text: string | Buffer): string {
  return createHash("sha256").update(text).digest("hex").slice(0, hashDigits);
}

/** Of each module that this one loads, itself included: what of its text is executed. */
export function modules(first: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const open = [first];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    const text = withoutComments(readFileSync(join(packageRoot, file), "utf8"));
    found.set(file, text);
    for (const [, loaded = ""] of text.matchAll(loading)) open.push(join(dirname(file), loaded));
  }
  return found;
}

/** A statement that leaves nothing but types is gone when the code runs. */
const loading = /^(?:(?:import|export)\s(?!type\s)[^"';]*?from\s)?(?:import\s)?"(\.[^"]+)";$/gm;

/** Comments have lines of their own here. */
export function withoutComments(text: string): string {
  return text.replaceAll(/^[ ]*(?:\/\/.*|\/\*\*?(?: .*)?|\*\/|\*(?: .*)?)\n/gm, "");
}
