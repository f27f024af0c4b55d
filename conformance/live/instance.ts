// One launched proxy in a folder of its own: written its configuration, started, waited for until its
// command socket accepts, and ended with everything it started. It judges nothing.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { WorldSettings } from "../../sim/index.ts";
import { configurationText, type SinkPorts } from "./configuration.ts";
import { workersOf } from "./control.ts";
import { DatagramSink } from "./datagram-sink.ts";
import type { Launched } from "./launched.ts";
import type { LogTail } from "./log-tail.ts";
import { accepts, ProcessGroup, TargetError } from "./process-group.ts";
import { socketPathFault } from "./socket-path.ts";
import { startOf, type StrayRegister } from "./strays.ts";
import type { LiveDescription } from "./target-file.ts";
import { writeFiles } from "./world-files.ts";

export interface InstanceOptions {
  readonly description: LiveDescription;
  readonly world: WorldSettings;
  readonly register: StrayRegister;
  readonly stop: AbortSignal;
  /** It may take all that there is: the kernel ends what takes too much. */
  readonly isCapped?: boolean;
}

/** What an instance holds besides its processes. */
interface Held {
  readonly sink: DatagramSink;
  readonly access: DatagramSink | undefined;
  /** The audit sinks whose format is known. */
  readonly sinks: readonly string[];
}

const answerMillis = 5_000;

export class Instance implements Launched {
  readonly folder: string;
  readonly commandSocket: string;
  readonly auditFiles: Readonly<Record<string, string>>;
  readonly sink: DatagramSink;
  readonly access: DatagramSink | undefined;
  private readonly group: ProcessGroup;
  private ending: Promise<void> | undefined;

  private constructor(folder: string, group: ProcessGroup, { sink, access, sinks }: Held) {
    this.sink = sink;
    this.access = access;
    this.folder = folder;
    this.commandSocket = socketIn(folder);
    const files = Object.entries(auditFilesIn(folder)).filter(([sink]) => sinks.includes(sink));
    this.auditFiles = Object.fromEntries(files);
    this.group = group;
  }

  /** @throws TargetError with the tail of its log when it does not come up. */
  static async launch({
    description: { by, folder: home, constants, access: accessFormat },
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
    const sink = await DatagramSink.open("utf8");
    const isBinary = accessFormat === "sozu-protobuf";
    const access =
      accessFormat === undefined ? undefined : await DatagramSink.open(isBinary ? "hex" : "utf8");
    const config = writeWorld(folder, world, {
      statsd: sink.port,
      access: access && { port: access.port, isBinary },
    });
    const places = { config, socket: socketIn(folder), folder };
    const words = commandOf(launch.command, home, places);
    const group = new ProcessGroup({ words, folder, register, isCapped });
    const sinks = Object.keys(constants.audit.formats);
    const instance = new Instance(folder, group, { sink, access, sinks });
    await instance.ready(launch.readySeconds, stop);
    return instance;
  }

  get log(): LogTail {
    return this.group.log;
  }

  /** Why it is not running any more, or undefined. */
  get ended(): string | undefined {
    return this.group.ended;
  }

  /**
   * The process of each worker, by its id: as the proxy says, or, where it does not, its children are its
   * running workers in the order in which they were started. While there are more or fewer of one than of the
   * other, nobody can say which is which.
   */
  async workerPids(): Promise<ReadonlyMap<number, number>> {
    const workers = (await workersOf(this.commandSocket, answerMillis)) ?? [];
    const told = workers.filter(({ pid }) => pid > 0);
    if (told.length > 0) return new Map(told.map(({ id, pid }) => [id, pid]));
    const running = workers.filter(({ isRunning }) => isRunning);
    const byStart = this.group.children.sort((a, b) => Number(startOf(a)) - Number(startOf(b)));
    if (running.length !== byStart.length) return new Map();
    return new Map(running.map(({ id }, at) => [id, byStart[at] ?? 0]));
  }

  /** Ends it and everything it started, and removes its folder. */
  async end(): Promise<void> {
    this.ending ??= this.close();
    await this.ending;
  }

  private async close(): Promise<void> {
    await this.group.end();
    this.sink.close();
    this.access?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(seconds: number, stop: AbortSignal): Promise<void> {
    const path = this.commandSocket;
    try {
      await this.group.arrival({
        seconds,
        stop,
        accepts: async () => existsSync(path) && (await accepts({ path })),
        reason: (ended, lineCount) =>
          ended === undefined ? silence(seconds) : earlyEnd(ended, lineCount),
      });
    } catch (error) {
      await this.end();
      throw error;
    }
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
function writeWorld(folder: string, world: WorldSettings, ports: SinkPorts): string {
  writeFiles(folder, world.files);
  const { audit, "audit-json": auditJson } = auditFilesIn(folder);
  const { savedState } = world;
  const config = join(folder, "config.toml");
  const text = configurationText(world, {
    commandSocket: socketIn(folder),
    audit,
    auditJson,
    savedState: savedState === undefined ? undefined : join(folder, savedState),
    ports,
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
