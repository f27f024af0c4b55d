// Has what was played judged by a thread. Journals travel packed, as between the other processes of a
// live run.
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Found, Played } from "./live-judge.ts";
import { packed, type PackedJournal } from "./parcel.ts";
import type { LiveDescription } from "./target-file.ts";

export interface JudgeOrder {
  readonly id: number;
  readonly played: Omit<Played, "journals"> & { readonly journals: readonly PackedJournal[] };
  readonly description: LiveDescription;
}

export interface JudgeReport {
  readonly id: number;
  readonly found: Found;
}

interface Waiting {
  readonly resolve: (found: Found) => void;
  readonly reject: (error: Error) => void;
}

export class Judging {
  private thread: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  async judge(played: Played, description: LiveDescription): Promise<Found> {
    const id = ++this.last;
    const journals = played.journals.map(packed);
    const order: JudgeOrder = { id, played: { ...played, journals }, description };
    return await new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.open().postMessage(order);
    });
  }

  async end(): Promise<void> {
    await this.thread?.terminate();
    this.thread = undefined;
  }

  private open(): Worker {
    if (this.thread !== undefined) return this.thread;
    const thread = new Worker(join(import.meta.dirname, "judge-thread.js"));
    thread.on("message", ({ id, found }: JudgeReport) => {
      this.waiting.get(id)?.resolve(found);
      this.waiting.delete(id);
    });
    thread.on("error", (error: Error) => {
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    });
    this.thread = thread;
    return thread;
  }
}
