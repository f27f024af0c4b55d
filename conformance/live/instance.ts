// One launched proxy in a folder of its own: written its configuration, started, waited for until its
// command socket accepts, and ended with everything it started. It judges nothing.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { WorldSettings } from "../../sim/index.ts";
import { configurationText } from "./configuration.ts";
import type { Launched } from "./launched.ts";
import { LogTail } from "./log-tail.ts";
import { socketPathFault } from "./socket-path.ts";
import { writeFiles } from "./world-files.ts";
import { workersOf } from "./control.ts";
import { StatsdSink } from "./statsd-sink.ts";
import { groupOf, startOf, type StrayRegister } from "./strays.ts";
import type { LiveDescription } from "./target-file.ts";

/** A target that did not come up, or was gone when it was needed. */
export class TargetError extends Error {
  override readonly name = "TargetError";
}

export interface InstanceOptions {
  readonly description: LiveDescription;
  readonly world: WorldSettings;
  readonly register: StrayRegister;
  readonly stop: AbortSignal;
  /** It may take all that there is: the kernel ends what takes too much. */
  readonly isCapped?: boolean;
}

/** What an instance holds besides its process. */
interface Held {
  readonly register: StrayRegister;
  readonly sink: StatsdSink;
  /** The audit sinks whose format is known. */
  readonly sinks: readonly string[];
}

/** How often it is tried whether the socket accepts. */
const tryMillis = 10;
const logLinesShown = 8;
const answerMillis = 5_000;
/** How long the processes of an instance are given to be gone. */
const endMillis = 2_000;
const lookMillis = 50;

/** Of a program that may run wild: seconds of CPU, and the 512-byte blocks of a file. */
const cpuSecondsMax = 15;
const fileBlocksMax = 100_000;
/** Who asks it goes first, however much it wants. */
const niceness = 10;

export class Instance implements Launched {
  readonly folder: string;
  readonly commandSocket: string;
  readonly auditFiles: Readonly<Record<string, string>>;
  readonly log: LogTail = new LogTail();
  private readonly child: ChildProcess;
  private readonly register: StrayRegister;
  readonly sink: StatsdSink;
  private ending: Promise<void> | undefined;
  private exited: string | undefined;

  private constructor(folder: string, child: ChildProcess, { register, sink, sinks }: Held) {
    this.sink = sink;
    this.folder = folder;
    this.commandSocket = socketIn(folder);
    const files = Object.entries(auditFilesIn(folder)).filter(([sink]) => sinks.includes(sink));
    this.auditFiles = Object.fromEntries(files);
    this.child = child;
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
  static async launch({
    description: { by, folder: home, constants },
    world,
    register,
    stop,
    isCapped = false,
  }: InstanceOptions): Promise<Instance> {
    if (by.kind !== "launch") throw new Error("what runs already is not launched");
    const { launch } = by;
    const folder = mkdtempSync(join(tmpdir(), "kakehi-live-"));
    const fault = socketPathFault(socketIn(folder));
    if (fault !== undefined) {
      rmSync(folder, { recursive: true });
      throw new TargetError(`TMPDIR is no place for a proxy: ${fault}`);
    }
    const sink = await StatsdSink.open();
    const config = writeWorld(folder, world, sink.port);
    const places = { config, socket: socketIn(folder), folder };
    const words = commandOf(launch.command, home, places);
    const command = words.join(" ");
    // Before there is anything to leave behind, so that nothing can be left unnoticed.
    register.expect(command, folder);
    const [program = "", ...args] = isCapped ? capped(words) : words;
    const child = spawn(program, args, {
      // Whatever it writes beside what it was told to goes with the folder.
      cwd: folder,
      env: { ...process.env, ...register.markOf(folder) },
      // A group of its own, so that its workers can be found and ended with it.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const sinks = Object.keys(constants.audit.formats);
    const instance = new Instance(folder, child, { register, sink, sinks });
    if (child.pid !== undefined) register.note(child.pid, command, folder);
    await instance.ready(launch.readySeconds, stop);
    return instance;
  }

  /** Why it is not running any more, or undefined. */
  get ended(): string | undefined {
    return this.exited;
  }

  /**
   * The process of each worker, by its id: as the proxy says, or, where it does not, its children in
   * the order in which they were started.
   */
  async workerPids(): Promise<ReadonlyMap<number, number>> {
    const { pid } = this.child;
    const workers = (await workersOf(this.commandSocket, answerMillis)) ?? [];
    const children = pid === undefined ? [] : groupOf(pid).filter((member) => member !== pid);
    const byStart = children.sort((a, b) => Number(startOf(a)) - Number(startOf(b)));
    return new Map(workers.map((worker, at) => [worker.id, worker.pid || (byStart[at] ?? 0)]));
  }

  /** Ends it and everything it started, and removes its folder. */
  async end(): Promise<void> {
    this.ending ??= this.close();
    await this.ending;
  }

  private async close(): Promise<void> {
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
    this.sink.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(seconds: number, stop: AbortSignal): Promise<void> {
    const deadline = performance.now() + seconds * 1_000;
    while (performance.now() < deadline && this.exited === undefined && !stop.aborted) {
      if (await accepts(this.commandSocket)) return;
      await pause(tryMillis);
    }
    const tail = this.log.lines(logLinesShown).map((line) => `\n  | ${line}`);
    const why = this.exited === undefined ? silence(seconds) : earlyEnd(this.exited, tail.length);
    await this.end();
    throw new TargetError(`the target did not come up: ${why}${tail.join("")}`);
  }
}

function silence(seconds: number): string {
  return `no command socket after ${seconds} s; it must accept on {socket}, which {config} names too, or ready_seconds is too short`;
}

/** What it said before it ended tells more than anybody else can. */
function earlyEnd(exited: string, wordsCount: number): string {
  if (wordsCount > 0) return exited;
  if (exited.includes("ENOENT")) return `${exited}; see [launch] command of the description`;
  return `${exited}, and not a word; it must accept on its command socket and stay in the foreground`;
}

function socketIn(folder: string): string {
  return join(folder, "command.sock");
}

function auditFilesIn(folder: string): { readonly audit: string; readonly "audit-json": string } {
  return { audit: join(folder, "audit.log"), "audit-json": join(folder, "audit.json") };
}

/** The configuration file, and what the world has on its disk beside it. */
function writeWorld(folder: string, world: WorldSettings, statsdPort: number): string {
  writeFiles(folder, world.files);
  const { audit, "audit-json": auditJson } = auditFilesIn(folder);
  const { savedState } = world;
  const config = join(folder, "config.toml");
  const text = configurationText(world, {
    commandSocket: socketIn(folder),
    audit,
    auditJson,
    savedState: savedState === undefined ? undefined : join(folder, savedState),
    statsdPort,
  });
  writeFileSync(config, text);
  return config;
}

/** A path of the command that begins with a dot begins at the folder of the description. */
function commandOf(
  command: readonly string[],
  home: string,
  { config, socket, folder }: { config: string; socket: string; folder: string },
): string[] {
  return command.map((word) => {
    const placed = word
      .replaceAll("{config}", config)
      .replaceAll("{socket}", socket)
      .replaceAll("{folder}", folder);
    return /^\.{1,2}\//.test(placed) ? resolve(home, placed) : placed;
  });
}

/** With limits on what it may take, and behind everybody else. */
export function capped(words: readonly string[]): string[] {
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

async function accepts(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  return await new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => {
      resolve(false);
    });
  });
}
