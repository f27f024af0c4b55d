// Lines appended to a regular file, each whole or reported as not written. LIVE-NO-BLOCK: only
// regular files are taken, so that no reader can hold the writer. It deliberately keeps no buffer:
// an audit row that was promised is with the kernel.

import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";

/** False: not written. */
export type AppendLine = (line: string) => boolean;

export interface LineFile {
  readonly append: AppendLine;
  readonly close: () => void;
}

const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/** Throws the file system's error, or one that says that `path` is no regular file. */
export function openLineFile(path: string, mode: number): LineFile {
  const fd = openSync(path, flags, mode);
  if (!fstatSync(fd).isFile()) {
    closeSync(fd);
    throw new Error("it is not a regular file");
  }
  let isTorn = false;
  let isClosed = false;
  return {
    append(line) {
      // The descriptor's number may be another file's by now.
      if (isClosed) return false;
      // A full disk may have left half a line, which must not swallow the next one.
      const bytes = Buffer.from(isTorn ? `\n${line}\n` : `${line}\n`);
      const written = tryWrite(fd, bytes);
      isTorn = written === bytes.length ? false : isTorn || written > 0;
      return written === bytes.length;
    },
    close() {
      if (!isClosed) closeSync(fd);
      isClosed = true;
    },
  };
}

function tryWrite(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes);
  } catch {
    return 0;
  }
}
