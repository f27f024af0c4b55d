// Programs that a run launched are written down while they live, so that a runner that was killed
// leaves a note of what it could not end: the next start names those and ends them.
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UsageError } from "../usage-error.ts";

export interface Stray {
  readonly pid: number;
  /** What the kernel said of when the process started: a number used again is somebody else. */
  readonly startedAt: string;
  readonly command: string;
  /** The process that launched it. */
  readonly runner: number;
  readonly runnerStartedAt: string;
  readonly folder: string;
}

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

  note(pid: number, command: string, folder: string): void {
    const startedAt = startOf(pid) ?? "";
    const runnerStartedAt = startOf(process.pid) ?? "";
    const stray: Stray = { pid, startedAt, command, runner: process.pid, runnerStartedAt, folder };
    writeFileSync(this.path(pid), JSON.stringify(stray));
  }

  forget(pid: number): void {
    rmSync(this.path(pid), { force: true });
  }

  /** Ends whatever an earlier runner left, with everything it started, and says what it was. */
  end(): readonly Stray[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => this.read(join(this.folder, name)))
      .filter((stray) => stray !== undefined)
      .filter((stray) => startOf(stray.runner) !== stray.runnerStartedAt)
      .filter((stray) => {
        this.forget(stray.pid);
        if (dirname(stray.folder) === tmpdir()) {
          rmSync(stray.folder, { recursive: true, force: true });
        }
        return endGroup(stray.pid, stray.startedAt);
      });
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

  private path(pid: number): string {
    return join(this.folder, `${pid}.json`);
  }
}

function userId(): number {
  return process.getuid?.() ?? 0;
}

/** A launched program leads a process group of its own: its workers go with it. */
function endGroup(pid: number, startedAt: string): boolean {
  const members = groupOf(pid);
  if (members.length === 0 || (startOf(pid) ?? startedAt) !== startedAt) return false;
  for (const member of members) {
    try {
      process.kill(member, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  return true;
}

/** Every process whose group is led, or was led, by this one. */
export function groupOf(leader: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2] === String(leader);
      } catch {
        return false;
      }
    });
}

function isStray(value: unknown): value is Stray {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "startedAt" in value &&
    "runner" in value &&
    "runnerStartedAt" in value &&
    "folder" in value &&
    typeof value.folder === "string"
  );
}
