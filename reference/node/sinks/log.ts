// The log as people read it: an instant before each record. A record is one line `LEVEL component:
// message`. It deliberately filters nothing: the machines keep their own level, which an operator
// may change while they run.

import type { AppendLine } from "./line-file.ts";

/** `wall` gives microseconds since 1970. */
export function timedLog(wall: () => number, append: AppendLine): AppendLine {
  return (line) => append(`${new Date(wall() / 1000).toISOString()} ${line}`);
}
