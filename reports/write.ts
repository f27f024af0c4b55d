// The only I/O of this folder: a rendered report onto the disk. Written beside its place and renamed, so
// that nobody ever reads half a report, not even after a crash.

import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { ReportError } from "./report-error.ts";

/** Makes missing folders. @throws ReportError `unwritable-report`, naming the path. */
export function writeReport(path: string, text: string): void {
  const beside = `${path}.${process.pid}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeWhole(beside, text);
    renameSync(beside, path);
  } catch (error) {
    discard(beside);
    const why = error instanceof Error ? error.message : String(error);
    throw new ReportError("unwritable-report", `cannot write the report ${path}: ${why}`, error);
  }
}

// What could not be written may not be removable either; the first error is the one worth telling.
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, "w");
  try {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
