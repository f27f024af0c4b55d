// The log as people read it: an instant before each record, and nothing below the level asked for.
// A record is one line `LEVEL component: message`; anything else is passed as an error line, since
// it is what a crash leaves behind. It deliberately decides nothing about where lines go.

import type { AppendLine } from "./line-file.ts";

export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";

const levels: readonly LogLevel[] = ["error", "warn", "info", "debug", "trace"];

function rank(line: string): number {
  const word = line.slice(0, line.indexOf(" "));
  return Math.max(
    0,
    levels.findIndex((level) => level.toUpperCase() === word),
  );
}

/** `wall` gives microseconds since 1970. */
export function levelledLog(level: LogLevel, wall: () => number, append: AppendLine): AppendLine {
  const threshold = levels.indexOf(level);
  return (line) => {
    if (rank(line) > threshold) return true;
    return append(`${new Date(wall() / 1000).toISOString()} ${line}`);
  };
}
