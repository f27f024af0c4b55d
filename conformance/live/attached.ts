// A proxy that was running before the run and goes on after it: a case has its control socket and its
// audit files, and nothing is done to its processes.
import { type LiveWorker, workersOf } from "./control.ts";
import { TargetError } from "./instance.ts";
import type { Launched } from "./launched.ts";
import { LogTail } from "./log-tail.ts";
import type { AttachDescription } from "./target-file.ts";

const answerMillis = 5_000;

export class Attached implements Launched {
  readonly commandSocket: string;
  readonly auditFiles: Readonly<Record<string, string>>;
  readonly log: LogTail = new LogTail();
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

  async workerPids(): Promise<ReadonlyMap<number, number>> {
    return Promise.resolve(new Map());
  }

  async end(): Promise<void> {
    return Promise.resolve();
  }
}
