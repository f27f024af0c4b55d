// The log as people read it: an instant before each record, and nothing below the level asked for.
// A record is one line `LEVEL component: message`; any other line is what a crash leaves behind, and
// is always let through. The machines keep a level of their own, which an operator may change while
// they run; this one only ever takes away.

import type { AppendLine } from "./line-file.ts";

export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

/** From what is always written to what hardly ever is. */
export const logLevels: readonly LogLevel[] = ["error", "warn", "info", "debug", "trace"];

function rank(line: string): number {
  const word = line.slice(0, line.indexOf(" "));
  return logLevels.findIndex((level) => level.toUpperCase() === word);
}

/** `wall` gives microseconds since 1970. */
export function levelledLog(level: LogLevel, wall: () => number, append: AppendLine): AppendLine {
  const threshold = logLevels.indexOf(level);
  return (line) => {
    if (rank(line) > threshold) return true;
    return append(`${new Date(wall() / 1000).toISOString()} ${line}`);
  };
}
