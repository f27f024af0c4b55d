// Signals the workers of launched proxies at their instants, by a process of its own: a runner that
// judges one case must not be late in another.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** To the process: signal this one then. */
export interface StrikeOrder {
  readonly id: number;
  readonly pid: number;
  readonly signal: NodeJS.Signals;
  readonly atNanos: bigint;
}

/** From the process: since when it may have been done, by when it was, and whether anybody was there. */
export interface StrikeReport {
  readonly id: number;
  readonly nanos: bigint;
  readonly tookNanos: bigint;
  readonly wasThere: boolean;
}

export class Striker {
  private child: ChildProcess | undefined;
  private readonly waiting = new Map<number, (report: StrikeReport) => void>();
  private last = 0;

  /** @throws when the process is gone. */
  async strike(order: Omit<StrikeOrder, "id">): Promise<StrikeReport> {
    const id = ++this.last;
    const child = this.process();
    return await new Promise((resolve, reject) => {
      this.waiting.set(id, resolve);
      child.send({ ...order, id }, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  dismiss(): void {
    this.child?.disconnect();
    this.child = undefined;
  }

  private process(): ChildProcess {
    if (this.child !== undefined) return this.child;
    const entry = join(import.meta.dirname, "striker-process.js");
    const child = fork(entry, { serialization: "advanced" });
    child.on("message", (report: StrikeReport) => {
      this.waiting.get(report.id)?.(report);
      this.waiting.delete(report.id);
    });
    this.child = child;
    return child;
  }
}
