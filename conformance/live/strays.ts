// Programs that a run launched are written down while they live, so that a runner that was killed
// leaves a note of what it could not end: the next start names those and ends them.
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../usage-error.ts";

interface Stray {
  /** Undefined while it is being launched. */
  readonly pid?: number;
  /** What the kernel said of when the process started: a number used again is somebody else. */
  readonly startedAt?: string;
  readonly command: string;
  /** The process that launched it. */
  readonly runner: number;
  readonly runnerStartedAt: string;
  readonly folder: string;
}

/** What was found and ended. */
export interface Found {
  readonly pid: number;
  readonly command: string;
}

const markName = "KAKEHI_INSTANCE";

/** Field 22 of `/proc/PID/stat` (proc(5)), or undefined where there is no such process. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before it may hold anything, blanks and parentheses too.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

export class StrayRegister {
  private readonly folder: string;

  /** @throws UsageError when somebody else could write in the folder. */
  constructor(folder: string = join(tmpdir(), `kakehi-strays-${userId()}`)) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    // Whoever could write here could have any process of ours ended.
    if (!found.isDirectory() || found.uid !== userId() || (found.mode & 0o022) !== 0) {
      throw new UsageError(`${folder} belongs to somebody else; remove it or set TMPDIR`);
    }
  }

  /** Something is about to be launched: from here on it can be left behind. */
  expect(command: string, folder: string): void {
    this.write({ command, folder });
  }

  note(pid: number, command: string, folder: string): void {
    this.write({ pid, startedAt: startOf(pid) ?? "", command, folder });
  }

  /** What everything that is launched there carries in its environment. */
  markOf(folder: string): Readonly<Record<string, string>> {
    return { [markName]: folder };
  }

  forget(folder: string): void {
    rmSync(this.path(folder), { force: true });
  }

  /** Ends whatever an earlier runner left, with everything it started, and says what it was. */
  end(): readonly Found[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => this.read(join(this.folder, name)))
      .filter((stray) => stray !== undefined)
      .filter((stray) => startOf(stray.runner) !== stray.runnerStartedAt)
      .flatMap(({ pid, startedAt, command, folder }) => {
        const ended = endAll([
          ...(pid === undefined ? [] : groupIf(pid, startedAt)),
          ...markedWith(`${markName}=${folder}`),
        ]);
        this.forget(folder);
        if (dirname(folder) === tmpdir()) rmSync(folder, { recursive: true, force: true });
        const [first] = ended;
        return first === undefined ? [] : [{ pid: pid ?? first, command }];
      });
  }

  private write(known: Omit<Stray, "runner" | "runnerStartedAt">): void {
    const runnerStartedAt = startOf(process.pid) ?? "";
    const stray: Stray = { ...known, runner: process.pid, runnerStartedAt };
    // In one step: whoever is killed while writing leaves the note before this one.
    const path = this.path(known.folder);
    writeFileSync(`${path}.new`, JSON.stringify(stray));
    renameSync(`${path}.new`, path);
  }

  private read(path: string): Stray | undefined {
    try {
      const stray: unknown = JSON.parse(readFileSync(path, "utf8"));
      return isStray(stray) ? stray : undefined;
    } catch {
      // Another runner has just removed it.
      return undefined;
    }
  }

  private path(folder: string): string {
    return join(this.folder, `${basename(folder)}.json`);
  }
}

function userId(): number {
  return process.getuid?.() ?? 0;
}

/** A launched program leads a process group of its own: its workers go with it. */
function groupIf(pid: number, startedAt: string | undefined): readonly number[] {
  return (startOf(pid) ?? startedAt) === startedAt ? groupOf(pid) : [];
}

/** Those that were there to be ended. */
function endAll(pids: readonly number[]): number[] {
  return [...new Set(pids)].filter((pid) => {
    try {
      process.kill(pid, "SIGKILL");
      return true;
    } catch {
      // It has ended by itself meanwhile.
      return false;
    }
  });
}

/** Processes that were started with this in their environment, whatever group they are in. */
function markedWith(mark: string): number[] {
  return allPids().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(mark);
    } catch {
      return false;
    }
  });
}

function allPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Every process whose group is led, or was led, by this one. */
export function groupOf(leader: number): readonly number[] {
  return allPids().filter((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // Who has ended, and nobody has asked how, is not there any more.
      return group === String(leader) && state !== "Z";
    } catch {
      return false;
    }
  });
}

function isStray(value: unknown): value is Stray {
  return (
    typeof value === "object" &&
    value !== null &&
    (!("pid" in value) || typeof value.pid === "number") &&
    "command" in value &&
    "runner" in value &&
    "runnerStartedAt" in value &&
    "folder" in value &&
    typeof value.folder === "string"
  );
}
