// What a format of audit rows has to say of itself: how a line is read, and how it names what a
// request was about.
import type { Request } from "../../../wire/index.ts";
import type { ParsedLine, RowColumn } from "./row.ts";

export type RequestType = Request["requestType"];
export type RequestVerb = Exclude<RequestType["case"], undefined>;

/** What a row calls the thing that a request was aimed at: `prefix:text`. */
export interface RowTarget {
  readonly prefix: string;
  readonly text: string;
}

export interface AuditFormat {
  readonly parse: (line: string) => ParsedLine;
  /** The line with another value in a column that it has; for the self-test of the checker. */
  readonly altered: (line: string, column: RowColumn, value: string) => string;
  /** Undefined: no row is written for it. */
  readonly verbName: (verb: RequestVerb) => string | undefined;
  /** Undefined: the format has no name for it. */
  readonly target: (type: RequestType) => RowTarget | undefined;
  /** Whether "errors" and "failure" are told apart. */
  readonly tellsErrors: boolean;
  /** Whether an operator's row carries the levels; a row of each worker does where it does not. */
  readonly showsLevels: boolean;
  /** Whether a target may be followed by more of the writer's own. */
  readonly extendsTarget: boolean;
}
