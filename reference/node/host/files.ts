// Loads and stores, one after another. LIVE-NO-BLOCK: only regular files of bounded size, opened
// so that a FIFO or a device cannot hold anybody, and given up after a time. A store is whole or
// absent: written beside its target, synced, then renamed over it. It deliberately never throws;
// a failure is an answer like any other.

import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { fileBytesMax, fileMillisMax, fileOperationsMax, pemBytesMax } from "../bounds.ts";
import { errorCode } from "./addresses.ts";

/** The file's bytes, or undefined: absent, special, too large, not readable, too slow. */
export async function loadFile(
  path: string,
  bytesMax: number = fileBytesMax,
): Promise<Uint8Array | undefined> {
  return withHandle(path, constants.O_RDONLY | constants.O_NONBLOCK, async (file) => {
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > bytesMax) return undefined;
    return readBounded(file, facts.size, bytesMax);
  });
}

/** A small text at the start, when nobody waits yet. Undefined as for `loadFile`. */
export function loadText(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size > pemBytesMax) return undefined;
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** True when `path` now holds exactly `bytes`, also after a loss of power. */
export async function storeFile(path: string, bytes: Uint8Array): Promise<boolean> {
  if (bytes.length > fileBytesMax || !(await isReplaceable(path))) return false;
  const beside = `${path}.${process.pid}.${process.hrtime.bigint()}.new`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const written = await withHandle(beside, flags, async (file) => {
    await file.writeFile(bytes);
    await file.sync();
    return true;
  });
  const renamed = written === true && (await succeeds(rename(beside, path)));
  if (!renamed) await succeeds(rm(beside, { force: true }));
  else await syncDirectory(dirname(path));
  return renamed;
}

/** Runs operations one at a time, each for a bounded time. */
export class FileQueue {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** `done` gets undefined when the queue is full or the operation took too long. */
  run<T>(operation: () => Promise<T>, done: (result: T | undefined) => void): void {
    if (this.#waiting >= fileOperationsMax) {
      done(undefined);
      return;
    }
    this.#waiting += 1;
    this.#last = this.#last.then(async () => {
      const result = await withinTime(operation());
      this.#waiting -= 1;
      done(result);
    });
  }
}

function withinTime<T>(work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => {
      resolve(undefined);
    }, fileMillisMax);
    void work.then((result) => {
      clearTimeout(patience);
      resolve(result);
    });
  });
}

async function withHandle<T>(
  path: string,
  flags: number,
  work: (file: FileHandle) => Promise<T>,
): Promise<T | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, flags, 0o600);
    return await work(file);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) await succeeds(file.close());
  }
}

async function readBounded(
  file: FileHandle,
  bytesExpected: number,
  bytesMax: number,
): Promise<Uint8Array | undefined> {
  // One byte more than it said: a file that grows while it is read shows itself.
  const bytes = new Uint8Array(Math.min(bytesExpected, bytesMax) + 1);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
    if (bytesRead === 0) return bytes.subarray(0, filled);
    filled += bytesRead;
  }
  return undefined;
}

/** A store may create a file or replace a regular one, and nothing else. */
async function isReplaceable(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    return errorCode(error) === "ENOENT";
  }
}

async function syncDirectory(path: string): Promise<void> {
  await withHandle(path, constants.O_RDONLY, (directory) => directory.sync());
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch {
    return false;
  }
}
