// One process that plays actors, as the runner has it: told what to play, and heard when it has played.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { CloseOrder, PlayOrder, PlayReport, QuietReport } from "./parcel.ts";

interface Waiting {
  readonly quiet: () => void;
  readonly played: (report: PlayReport | undefined) => void;
  readonly failed: (error: Error) => void;
}

export class Member {
  /** In how many performances it has a part. */
  parts = 0;
  /** Resolves when it can play. */
  readonly ready: Promise<void>;
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private isStopped = false;

  constructor() {
    const entry = join(import.meta.dirname, "actor-process.js");
    const child = fork(entry, { serialization: "advanced" });
    this.child = child;
    this.ready = new Promise((resolve, reject) => {
      child.once("message", () => {
        resolve();
      });
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        // Whoever was about to play with it hears of that too late to leave it alone.
        if (this.isStopped) resolve();
        const error = new Error(`an actor process ended with ${signal ?? code ?? "nothing"}`);
        reject(error);
        for (const { failed } of this.waiting.values()) failed(error);
      });
    });
    child.on("message", (report: PlayReport | QuietReport | "ready") => {
      if (report === "ready") return;
      const waiting = this.waiting.get(report.performance);
      if (report.kind === "quiet") waiting?.quiet();
      else waiting?.played(report);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Undefined when it was stopped. `quiet` is called when it waits for nothing any more. */
  async play(order: PlayOrder, quiet: () => void): Promise<PlayReport | undefined> {
    const { performance } = order;
    if (this.isStopped) return undefined;
    try {
      return await new Promise((played, failed) => {
        this.waiting.set(performance, { quiet, played, failed });
        this.child.send(order);
      });
    } finally {
      this.waiting.delete(performance);
    }
  }

  /** Nobody waits for anything any more. */
  close(performance: number): void {
    const order: CloseOrder = { kind: "close", performance };
    if (this.child.connected) this.child.send(order);
  }

  /** Whatever it plays is over, and nothing comes of it. */
  stop(): void {
    this.isStopped = true;
    for (const { played } of this.waiting.values()) played(undefined);
    this.child.kill("SIGKILL");
  }

  /** It leaves when it is not told to play any more. */
  dismiss(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
