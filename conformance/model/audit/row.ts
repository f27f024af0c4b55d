// An audit row as plain values, whatever the format it was written in. What is not in a row is
// undefined; nothing here says what a row should contain.

/** A target that keeps two outcomes apart writes "failure" where another writes "errors" as well. */
export type RowOutcome = "ok" | "errors" | "failure";

export interface RowActor {
  readonly pid: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly comm: string | undefined;
}

export interface RowWorkers {
  readonly ok: number;
  readonly refused: number;
  readonly silent: number;
}

export interface AuditRow {
  /** Microseconds since 1970. */
  readonly instantMicros: number;
  /** As the format names it. */
  readonly verb: string;
  readonly target: string | undefined;
  readonly previous: string | undefined;
  readonly effective: string | undefined;
  readonly clientId: string | undefined;
  readonly reason: string | undefined;
  readonly actor: RowActor;
  readonly session: string;
  readonly outcome: RowOutcome;
  readonly workers: RowWorkers | undefined;
  /** AUDIT-CANONICAL: written before the outcome was known. */
  readonly isAttempt: boolean;
}

/** The values of a row that a test replaces to break a rule. */
export type RowColumn = "clientId" | "reason" | "pid" | "session" | "outcome" | "workersOk";

export type ParsedLine =
  | { readonly kind: "row"; readonly row: AuditRow }
  /** A row that no known request of an operator caused, such as a worker's own transition. */
  | { readonly kind: "other" }
  /** A column that every row has is missing, or holds what it cannot hold. */
  | { readonly kind: "incomplete"; readonly fault: string }
  /** Something stands in the line that no writer of this format puts there. */
  | { readonly kind: "forged"; readonly fault: string };

export function incomplete(fault: string): ParsedLine {
  return { kind: "incomplete", fault };
}

export function forged(fault: string): ParsedLine {
  return { kind: "forged", fault };
}
