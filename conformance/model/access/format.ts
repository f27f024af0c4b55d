// What a format of access logs has to say of itself: how a line is read, and by which words it tells
// why an exchange ended. A target declares in which one it writes.
import type { AccessRecord } from "./record.ts";

export interface AccessFormat {
  /** Undefined: the line is no record of this format. */
  readonly read: (line: string) => AccessRecord | undefined;
  /** LOG-MESSAGE: the messages of a timeout, by which nothing else is called. */
  readonly timeouts: ReadonlySet<string>;
  /** By how much an instant may be off for the way it is written. */
  readonly roundingMicros: number;
}
