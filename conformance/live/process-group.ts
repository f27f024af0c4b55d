// One program that was started in a group of its own, so that whatever it starts is found and ended with
// it: what it said, why it ended, and the wait for it to accept. What it is told and what it is asked is
// its owner's.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type NetConnectOpts } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { LogTail } from "./log-tail.ts";
import { groupOf, type StrayRegister } from "./strays.ts";

/** A target that did not come up, or was gone when it was needed. */
export class TargetError extends Error {
  override readonly name = "TargetError";
}

export interface GroupOptions {
  readonly words: readonly string[];
  /** What it leaves beside what it was told to goes with this folder. */
  readonly folder: string;
  readonly register: StrayRegister;
  /** It may take all that there is: the kernel ends what takes too much. */
  readonly isCapped: boolean;
}

/** When somebody can be there, and how the one who waits says why nobody was. */
export interface Arrival {
  readonly seconds: number;
  readonly stop: AbortSignal;
  readonly accepts: () => Promise<boolean>;
  /** `ended` and the lines it said, or undefined while it runs. */
  readonly reason: (ended: string | undefined, lineCount: number) => string;
}

/** How often it is tried whether somebody accepts. */
const tryMillis = 10;
const logLinesShown = 8;
/** How long the processes of a group are given to be gone. */
const endMillis = 2_000;
const lookMillis = 20;

/** Of a program that may run wild: seconds of CPU, and the 512-byte blocks of a file. */
const cpuSecondsMax = 15;
const fileBlocksMax = 100_000;
/** Who asks it goes first, however much it wants. */
const niceness = 10;

export class ProcessGroup {
  readonly log: LogTail = new LogTail();
  private readonly child: ChildProcess;
  private readonly folder: string;
  private readonly register: StrayRegister;
  private exited: string | undefined;

  constructor({ words, folder, register, isCapped }: GroupOptions) {
    this.folder = folder;
    this.register = register;
    const command = words.join(" ");
    // Before there is anything to leave behind, so that nothing can be left unnoticed.
    register.expect(command, folder);
    const [program = "", ...args] = isCapped ? capped(words) : words;
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...register.markOf(folder) },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    child.on("exit", (code, signal) => {
      this.exited = signal ?? `exit code ${code ?? "unknown"}`;
    });
    child.on("error", (error) => {
      this.exited = error.message;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        this.log.add(chunk);
      });
    }
    if (child.pid !== undefined) register.note(child.pid, command, folder);
  }

  /** Why it is not running any more, or undefined. */
  get ended(): string | undefined {
    return this.exited;
  }

  /** Its members besides the one that was started. */
  get children(): number[] {
    const { pid } = this.child;
    return pid === undefined ? [] : groupOf(pid).filter((member) => member !== pid);
  }

  /** @throws TargetError with the tail of its log when nobody accepts in time; whoever waits ends it. */
  async arrival({ seconds, stop, accepts: isThere, reason }: Arrival): Promise<void> {
    const deadline = performance.now() + seconds * 1_000;
    while (performance.now() < deadline && this.exited === undefined && !stop.aborted) {
      if (await isThere()) return;
      await pause(tryMillis);
    }
    const tail = this.log.lines(logLinesShown).map((line) => `\n  | ${line}`);
    const why = reason(this.exited, tail.length);
    throw new TargetError(`the target did not come up: ${why}${tail.join("")}`);
  }

  /** Ends it and everything it started. */
  async end(): Promise<void> {
    const { pid } = this.child;
    if (pid !== undefined) {
      const gone = this.exited === undefined ? once(this.child, "exit") : undefined;
      signalGroup(pid);
      await gone?.catch(() => undefined);
      // Its workers end with it; whoever does not is looked for.
      const deadline = performance.now() + endMillis;
      while (groupOf(pid).length > 0 && performance.now() < deadline) {
        signalGroup(pid);
        await pause(lookMillis);
      }
    }
    this.register.forget(this.folder);
  }
}

/** Whether somebody accepts on a path, or at a host and port. */
export async function accepts(at: NetConnectOpts): Promise<boolean> {
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

/** With limits on what it may take, and behind everybody else. */
function capped(words: readonly string[]): string[] {
  const limits = `ulimit -t ${cpuSecondsMax}; ulimit -f ${fileBlocksMax}; exec nice -n ${niceness} "$@"`;
  return ["sh", "-c", limits, "sh", ...words];
}

function signalGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}
