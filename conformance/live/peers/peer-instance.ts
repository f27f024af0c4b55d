// One launched proxy without a command socket: its configuration is written before it starts, it is ready
// when it accepts where the case has it listen, and it is ended with everything it started.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Scenario } from "../../../sim/index.ts";
import { capped, TargetError } from "../instance.ts";
import type { Launched } from "../launched.ts";
import { LogTail } from "../log-tail.ts";
import { groupOf, type StrayRegister } from "../strays.ts";
import type { LiveDescription } from "../target-file.ts";
import { peerWorld } from "./peers.ts";

export interface PeerOptions {
  readonly description: LiveDescription;
  readonly scenario: Scenario;
  readonly register: StrayRegister;
  readonly stop: AbortSignal;
  readonly isCapped: boolean;
}

const tryMillis = 10;
const logLinesShown = 8;
const endMillis = 2_000;
const lookMillis = 20;

export class PeerInstance implements Launched {
  readonly commandSocket: string = "";
  readonly auditFiles: Readonly<Record<string, string>> = {};
  readonly log: LogTail = new LogTail();
  readonly sink: undefined = undefined;
  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly register: StrayRegister;
  private exited: string | undefined;

  private constructor(child: ChildProcess, folder: string, register: StrayRegister) {
    this.child = child;
    this.folder = folder;
    this.register = register;
    child.on("exit", (code, signal) => {
      this.exited = signal ?? `exit code ${code ?? "unknown"}`;
    });
    child.on("error", (error) => {
      this.exited = error.message;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        this.log.add(chunk);
      });
    }
  }

  /** @throws TargetError with the tail of its log when it does not come up. */
  static async launch(options: PeerOptions): Promise<PeerInstance> {
    const { description, scenario, register, stop, isCapped } = options;
    const { by, peer } = description;
    if (by.kind !== "launch" || peer === undefined) throw new Error("it is no such proxy");
    const { launch } = by;
    const folder = mkdtempSync(join(tmpdir(), "kakehi-live-"));
    const { text, addresses } = peerWorld(scenario, peer, folder);
    const config = join(folder, "proxy.conf");
    writeFileSync(config, text);
    const words = launch.command.map((word) =>
      word.replaceAll("{config}", config).replaceAll("{folder}", folder),
    );
    const command = words.join(" ");
    register.expect(command, folder);
    const [program = "", ...args] = isCapped ? capped(words) : words;
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...register.markOf(folder) },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const instance = new PeerInstance(child, folder, register);
    if (child.pid !== undefined) register.note(child.pid, command, folder);
    await instance.ready(addresses, launch.readySeconds, stop);
    return instance;
  }

  get ended(): string | undefined {
    return this.exited;
  }

  async workerPids(): Promise<ReadonlyMap<number, number>> {
    return Promise.resolve(new Map());
  }

  async end(): Promise<void> {
    const { pid } = this.child;
    if (pid !== undefined) {
      const gone = this.exited === undefined ? once(this.child, "exit") : undefined;
      signalGroup(pid);
      await gone?.catch(() => undefined);
      const deadline = performance.now() + endMillis;
      while (groupOf(pid).length > 0 && performance.now() < deadline) {
        signalGroup(pid);
        await pause(lookMillis);
      }
    }
    this.register.forget(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(
    addresses: readonly { readonly host: string; readonly port: number }[],
    seconds: number,
    stop: AbortSignal,
  ): Promise<void> {
    const deadline = performance.now() + seconds * 1_000;
    while (performance.now() < deadline && this.exited === undefined && !stop.aborted) {
      const are = await Promise.all(addresses.map(accepts));
      if (are.every(Boolean)) return;
      await pause(tryMillis);
    }
    const why = this.exited ?? `nobody listens after ${seconds} s`;
    const tail = this.log.lines(logLinesShown).map((line) => `\n  | ${line}`);
    await this.end();
    throw new TargetError(`the target did not come up: ${why}${tail.join("")}`);
  }
}

function signalGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}

async function accepts(at: { readonly host: string; readonly port: number }): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(at, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => {
      resolve(false);
    });
  });
}
