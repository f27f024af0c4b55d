// A siege as its owner sees it: batches of runs that are sent to the thread one by one, until all are
// played or somebody stops it.
import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { BranchCount } from "./branches.ts";
import { blankSiege, type Finding, type Siege } from "./siege.ts";
import type { SubjectName } from "./subject.ts";

export interface SiegeSettings {
  readonly name: SubjectName;
  readonly seed: number;
  readonly countBranches: boolean;
}

export interface SiegeOrder {
  readonly first: number;
  readonly end: number;
  /** What was counted is asked for with it. */
  readonly isLast: boolean;
}

export interface SiegeAnswer {
  /** Of all runs so far. */
  readonly siege: Siege;
  readonly findings: readonly Finding[];
  readonly branches: BranchCount | undefined;
}

export interface SiegeWatch {
  readonly signal: AbortSignal;
  readonly played: (siege: Siege) => void;
  readonly found: (finding: Finding) => void;
}

/** So short that nobody waits for a signal to be heard. */
const runsPerBatch = 250;

export async function besiege(
  settings: SiegeSettings,
  runs: number,
  watch: SiegeWatch,
): Promise<Omit<SiegeAnswer, "findings">> {
  const file = new URL(`./siege-thread${extname(import.meta.url)}`, import.meta.url);
  const thread = new Worker(file, { workerData: settings });
  let siege = blankSiege();
  try {
    for (let first = 0; ; first += runsPerBatch) {
      const end = watch.signal.aborted ? first : Math.min(runs, first + runsPerBatch);
      const isLast = end === runs || end === first;
      thread.postMessage({ first, end, isLast } satisfies SiegeOrder);
      const messages: readonly unknown[] = await once(thread, "message");
      // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- sent by siege-thread.ts
      const answer = messages[0] as SiegeAnswer;
      siege = answer.siege;
      for (const finding of answer.findings) watch.found(finding);
      watch.played(siege);
      if (isLast) return { siege, branches: answer.branches };
    }
  } finally {
    await thread.terminate();
  }
}
