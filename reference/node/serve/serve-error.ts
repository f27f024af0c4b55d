// The one error of starting a proxy: the caller's file, path or machine is not fit for it. The
// message is one line for people and names what to look at.

export type ServeErrorCode =
  /** The configuration cannot be read, or says something wrong. */
  | "configuration"
  /** The command socket cannot be listened on. */
  | "command-socket"
  /** An audit or log file cannot be written. */
  | "sink"
  /** There is no compiled script for worker processes. */
  | "worker-entry"
  /** The master ended before it listened. */
  | "ended";

export class ServeError extends Error {
  readonly code: ServeErrorCode;

  constructor(code: ServeErrorCode, message: string) {
    super(message);
    this.name = "ServeError";
    this.code = code;
  }
}
