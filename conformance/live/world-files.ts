// What lies on a proxy's disk before a case begins, written into the folder of its instance. State files
// are written as the reference writes them; for whom that is no format, they are not asked for.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { WorldSettings } from "../../sim/index.ts";
import { writeStateFile } from "../model/state-file.ts";

export function writeFiles(folder: string, files: WorldSettings["files"]): void {
  for (const [name, file] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (file.kind === "state") {
      const bytes = writeStateFile(file.records);
      writeFileSync(path, bytes.subarray(0, Math.max(0, bytes.length - file.cutBytes)));
    } else if (file.entry === "directory") {
      mkdirSync(path);
    } else if (file.entry === "stuck") {
      // Whoever opens a pipe that nobody writes to is never done.
      const { status } = spawnSync("mkfifo", [path]);
      if (status !== 0) throw new Error(`mkfifo could not make ${name}`);
    } else {
      writeFileSync(path, file.entry);
    }
  }
}
