// Loads and stores that were asked of the host and have not come back. Each is waited for no longer
// than its deadline (LIVE-NO-BLOCK); what comes back later finds nobody. What is in a file is not
// known here.

import type { Micros } from "../host.ts";

export type FileResult =
  | { readonly kind: "loaded"; readonly bytes: Uint8Array | undefined }
  | { readonly kind: "stored"; readonly ok: boolean }
  | { readonly kind: "too-late" }
  | { readonly kind: "stopped" };

export interface FileTask {
  readonly kind: "load" | "store";
  readonly name: string;
  readonly deadline: Micros;
  /** Called once. */
  conclude(now: Micros, result: FileResult): void;
}

interface Waiting {
  readonly task: FileTask;
  isConcluded: boolean;
}

export class Files {
  #waiting: Waiting[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  add(task: FileTask): void {
    this.#waiting.push({ task, isConcluded: false });
  }

  /** The host answers the tasks of one kind and name in their order. */
  answer(
    now: Micros,
    name: string,
    result: FileResult & { readonly kind: "loaded" | "stored" },
  ): void {
    const kind = result.kind === "loaded" ? "load" : "store";
    const first = this.#waiting.find(({ task }) => task.kind === kind && task.name === name);
    if (first === undefined) return;
    this.#waiting = this.#waiting.filter((waiting) => waiting !== first);
    conclude(now, first, result);
  }

  nextDeadline(): Micros | undefined {
    let next: Micros | undefined;
    for (const { task, isConcluded } of this.#waiting) {
      if (!isConcluded && (next === undefined || task.deadline < next)) next = task.deadline;
    }
    return next;
  }

  /** Those that took too long stay in line, for their answers to find them and not others. */
  expire(now: Micros): void {
    for (const waiting of this.#waiting) {
      if (waiting.task.deadline <= now) conclude(now, waiting, { kind: "too-late" });
    }
  }

  endAll(now: Micros): void {
    for (const waiting of this.#waiting) conclude(now, waiting, { kind: "stopped" });
  }
}

function conclude(now: Micros, waiting: Waiting, result: FileResult): void {
  if (waiting.isConcluded) return;
  waiting.isConcluded = true;
  waiting.task.conclude(now, result);
}
