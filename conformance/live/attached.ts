// A proxy that was running before the run and goes on after it: a case has its control socket and its
// audit files, and nothing is done to its processes.
import { setTimeout as pause } from "node:timers/promises";
import { hasNoLease, type LiveWorker, workersOf } from "./control.ts";
import { leftSecondsMax } from "./fixed-world.ts";
import { TargetError } from "./process-group.ts";
import type { Launched } from "./launched.ts";
import { LogTail } from "./log-tail.ts";
import type { AttachDescription } from "./target-file.ts";

const answerMillis = 5_000;
/** What a case may leave, and as much as a janitor may be late. */
const restMillis = (leftSecondsMax + 10) * 1_000;
const lookMillis = 250;

export class Attached implements Launched {
  readonly commandSocket: string;
  readonly auditFiles: Readonly<Record<string, string>>;
  readonly log: LogTail = new LogTail();
  readonly sink: undefined = undefined;
  readonly access = undefined;
  readonly ended: string | undefined = undefined;

  constructor({ socket, auditFiles }: AttachDescription) {
    this.commandSocket = socket;
    this.auditFiles = auditFiles;
  }

  /** @throws TargetError when nobody answers. */
  async workers(): Promise<readonly LiveWorker[]> {
    const workers = await workersOf(this.commandSocket, answerMillis);
    if (workers !== undefined) return workers.filter(({ isRunning }) => isRunning);
    throw new TargetError(`nobody answers ListWorkers on ${this.commandSocket}`);
  }

  /** Resolves when no lease is left of what was asked before; whether that came to be in time. */
  async isAtRest(): Promise<boolean> {
    const deadline = performance.now() + restMillis;
    while (performance.now() < deadline) {
      if (await hasNoLease(this.commandSocket, answerMillis)) return true;
      await pause(lookMillis);
    }
    return false;
  }

  async workerPids(): Promise<ReadonlyMap<number, number>> {
    return Promise.resolve(new Map());
  }

  async end(): Promise<void> {
    return Promise.resolve();
  }
}
