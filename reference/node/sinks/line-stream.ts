// Lines to a descriptor that may have a slow reader: standard output or standard error. LIVE-NO-
// BLOCK: writing happens off the event loop, and what a stalled reader leaves behind is bounded;
// beyond the bound a line is refused. It deliberately keeps the order of lines.

import { write } from "node:fs";
import { logBytesMax } from "../bounds.ts";
import type { AppendLine } from "./line-file.ts";

export interface LineStream {
  readonly append: AppendLine;
  /** Resolves when what was accepted is written, or after `millis`. */
  flush(millis: number): Promise<void>;
}

export function lineStream(fd: number): LineStream {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let isWriting = false;
  let idle: (() => void)[] = [];

  function settle(): void {
    const resolved = idle;
    idle = [];
    for (const resolve of resolved) resolve();
  }

  function writeAll(bytes: Buffer): void {
    write(fd, bytes, 0, bytes.length, null, (error, written) => {
      const isBusy = error?.code === "EAGAIN";
      if (error !== null && !isBusy) {
        // Nobody reads any more: what was said is lost, and nothing depends on it.
        waiting = [];
        waitingBytes = 0;
        isWriting = false;
        settle();
        return;
      }
      const rest = bytes.subarray(isBusy ? 0 : written);
      waitingBytes -= bytes.length - rest.length;
      if (rest.length === 0) next();
      else setTimeout(writeAll, isBusy ? 10 : 0, rest);
    });
  }

  function next(): void {
    isWriting = waiting.length > 0;
    if (!isWriting) {
      settle();
      return;
    }
    const bytes = Buffer.concat(waiting);
    waiting = [];
    writeAll(bytes);
  }

  return {
    append(line) {
      const bytes = Buffer.from(`${line}\n`);
      if (waitingBytes + bytes.length > logBytesMax) return false;
      waiting.push(bytes);
      waitingBytes += bytes.length;
      if (!isWriting) next();
      return true;
    },
    flush(millis) {
      return new Promise((resolve) => {
        if (!isWriting) {
          resolve();
          return;
        }
        idle.push(resolve);
        setTimeout(resolve, millis).unref();
      });
    },
  };
}
