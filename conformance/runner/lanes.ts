// Batches on several threads, this one among them: each lane takes the next batch as soon as it has
// finished one. A run depends on its scenario and its seed and on nothing else, so it does not matter
// who plays it; what came out is handed on in the order of the batches.
import { on } from "node:events";
import { extname } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Target } from "../targets/target.ts";
import { type Batch, type BatchAnswer, playBatch } from "./batch.ts";
import type { CaseRun } from "./run-case.ts";

export interface LanesOptions {
  readonly target: Target;
  /** Threads at most, this one included. */
  readonly jobs: number;
  /** Told whenever a lane takes a batch. */
  readonly begun: (batch: Batch) => void;
  /** Told in the order of the batches. */
  readonly played: (batch: Batch, runs: readonly CaseRun[]) => void;
  readonly isStopped: () => boolean;
}

/** A thread takes about as long to come to life as so many runs. */
const runsPerThreadMin = 150;

/** Batches that wait with a thread, since this one only looks up between two of its own. */
const batchesAhead = 3;

/** Plays all batches, or those that were begun before the run was stopped. */
export async function playInLanes(batches: readonly Batch[], options: LanesOptions): Promise<void> {
  const runs = batches.reduce((sum, { seeds }) => sum + seeds.count, 0);
  const threads = Math.min(options.jobs - 1, Math.floor(runs / runsPerThreadMin));
  const lanes = new Lanes(batches, options);
  await Promise.all([lanes.own(), ...Array.from({ length: threads }, () => lanes.thread())]);
}

class Lanes {
  private readonly options: LanesOptions;
  private readonly batches: readonly Batch[];
  /** What was played and not handed on, because an earlier batch is not done. */
  private readonly ready = new Map<number, readonly CaseRun[]>();
  private readonly failed = new AbortController();
  private next = 0;
  private handedOn = 0;

  constructor(batches: readonly Batch[], options: LanesOptions) {
    this.batches = batches;
    this.options = options;
  }

  /** Between batches it gives way to the process, so that a signal is heard. */
  async own(): Promise<void> {
    const { target, isStopped } = this.options;
    await this.work(async (batch) => {
      await turn();
      return playBatch(batch, target, isStopped);
    });
  }

  async thread(): Promise<void> {
    const file = new URL(`./case-thread${extname(import.meta.url)}`, import.meta.url);
    const thread = new Worker(file, { workerData: this.options.target.name });
    const { signal } = this.failed;
    try {
      // Answers come in the order of the batches, so each waits for its turn.
      const answers: AsyncIterator<readonly unknown[], undefined> = on(thread, "message", {
        signal,
      });
      const play = async (batch: Batch): Promise<readonly CaseRun[]> => {
        thread.postMessage(batch);
        const { value } = await answers.next();
        return runsIn(value?.[0]);
      };
      await Promise.all(Array.from({ length: batchesAhead }, () => this.work(play)));
    } finally {
      await thread.terminate();
    }
  }

  /** A lane that fails ends the others. */
  private async work(play: (batch: Batch) => Promise<readonly CaseRun[]>): Promise<void> {
    try {
      for (;;) {
        const position = this.next;
        const batch = this.batches[position];
        const isOver = this.options.isStopped() || this.failed.signal.aborted;
        if (batch === undefined || isOver) return;
        this.next++;
        this.options.begun(batch);
        this.keep(position, await play(batch));
      }
    } catch (error) {
      this.failed.abort();
      throw error;
    }
  }

  private keep(position: number, runs: readonly CaseRun[]): void {
    this.ready.set(position, runs);
    for (;;) {
      const batch = this.batches[this.handedOn];
      const oldest = this.ready.get(this.handedOn);
      if (batch === undefined || oldest === undefined) return;
      this.ready.delete(this.handedOn++);
      this.options.played(batch, oldest);
    }
  }
}

function runsIn(message: unknown): readonly CaseRun[] {
  if (!isAnswer(message)) throw new Error("a thread of the run answered what it never answers");
  if (message.kind === "fault") throw new Error(message.message);
  return message.runs;
}

function isAnswer(message: unknown): message is BatchAnswer {
  return typeof message === "object" && message !== null && "kind" in message;
}
