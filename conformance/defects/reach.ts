// Which cases ever come to the lines that a defect edits. A run repeats itself to the byte, so a case
// that never executes those lines sees nothing of the defect, and need not be played with it. What is
// executed while the modules are loaded shapes every run: such lines count as reached by all.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { packageRoot } from "../package-root.ts";
import type { Case } from "../runner/cases.ts";
import { runCase } from "../runner/run-case.ts";
import { BundleLines } from "./bundle-lines.ts";
import { Coverage } from "./coverage.ts";
import type { Defect } from "./defect.ts";
import { bundled, imported, patchedTarget, referenceEntry, urlOf } from "./load.ts";
import { editedLines } from "./patch.ts";

/** By defect, the ids of the cases that it may change. */
export type Reach = ReadonlyMap<string, ReadonlySet<string>>;

/** To look takes longer than to play a few defects with all cases. */
const worthLookingMin = 16;

export function reachOf(
  defects: readonly Defect[],
  cases: readonly Case[],
  signal: AbortSignal,
): Promise<Reach> {
  if (defects.length >= worthLookingMin) return measureReach(defects, cases, signal);
  const all = new Set(cases.map(({ scenario }) => scenario.id));
  return Promise.resolve(new Map(defects.map(({ id }) => [id, all])));
}

/** Plays every case once with the pristine reference, under the calm seed; until it is told to stop. */
export async function measureReach(
  defects: readonly Defect[],
  cases: readonly Case[],
  signal?: AbortSignal,
): Promise<Reach> {
  const id = "pristine";
  const bundle = await bundled(id, [], referenceEntry);
  const lines = new BundleLines(bundle);
  const places = new Places(defects.map((defect) => placesOf(defect, lines)));
  const reach = new Map(defects.map((defect) => [defect.id, new Set<string>()]));
  const coverage = new Coverage();
  try {
    const url = urlOf(bundle.text);
    const target = patchedTarget(id, await imported(id, bundle.text));
    const always = places.reached(coverage.taken(url, places.offsets));
    for (const { scenario } of cases) {
      // Signals are heard between two turns of the loop of events.
      await setImmediate();
      if (signal?.aborted === true) break;
      runCase(scenario, target, { seed: 0 });
      const reached = places.reached(coverage.taken(url, places.offsets));
      defects.forEach((defect, at) => {
        const isReached = always[at] === true || reached[at] === true;
        if (isReached) reach.get(defect.id)?.add(scenario.id);
      });
    }
  } finally {
    coverage.close();
  }
  return reach;
}

/** The places of all defects together, since many defects edit the same lines. */
class Places {
  /** Ascending. */
  readonly offsets: readonly number[];
  private readonly own: readonly (readonly number[])[];

  constructor(places: readonly (readonly number[])[]) {
    this.offsets = [...new Set(places.flat())].sort((a, b) => a - b);
    const at = new Map(this.offsets.map((offset, index) => [offset, index]));
    this.own = places.map((of) => of.map((offset) => at.get(offset) ?? 0));
  }

  /** By defect: whether anything of it was executed, or nothing can be said. */
  reached(executed: Uint8Array): readonly boolean[] {
    return this.own.map((of) => of.length === 0 || of.some((index) => executed[index] === 1));
  }
}

/** Offsets in the bundle; none when an edited line left no trace there, and nothing can be said. */
function placesOf({ edits }: Defect, lines: BundleLines): readonly number[] {
  const places: number[] = [];
  for (const edit of edits) {
    const text = readFileSync(join(packageRoot, edit.file), "utf8");
    const own = editedLines(edit.file, text, edit).flatMap((line) => lines.of(edit.file, line));
    if (own.length === 0) return [];
    places.push(...own);
  }
  return places;
}
