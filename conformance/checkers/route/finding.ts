// What one request shows of the ROUTE family: that a rule held, with the value that would have failed
// it, that it did not, or nothing.
import type { FieldSpec } from "../../../sim/index.ts";
import type { ExchangeEnded } from "../../observe/data-plane.ts";
import type { Falsification } from "../verdicts.ts";

/** Of an observation and its position in the run. */
export interface Seen {
  readonly exchange: ExchangeEnded;
  readonly index: number;
}

export interface Finding {
  readonly rule: string;
  readonly holds: boolean;
  readonly expected: string;
  readonly actual: string;
  /** Where it shows. */
  readonly index: number;
  /** Absent, nothing counts as evaluated. */
  readonly falsification: Falsification | undefined;
}

/** An answer of the proxy's own names nobody. */
export function ownStatus({ answer, answerTo }: ExchangeEnded): number | undefined {
  return answerTo === undefined ? answer : undefined;
}

export function valuesOf(fields: readonly FieldSpec[], name: string): readonly string[] {
  return fields.filter(([known]) => known.toLowerCase() === name).map(([, value]) => value);
}

export function withoutField(fields: readonly FieldSpec[], name: string): readonly FieldSpec[] {
  return fields.filter(([known]) => known.toLowerCase() !== name);
}
