// What was said around one instant of a run, as plain data: who sent what to whom, decoded and in bytes,
// and where a rule was judged. Made by whoever ran the case; here it is only drawn and printed.

import { instantText } from "./figures.ts";

export const stepKinds = [
  "message",
  "datagram",
  "connect",
  "close",
  "life",
  "state",
  "line",
  "file",
  "timer",
  "fault",
] as const;

/** `life` is a start or an exit, `state` what a probe showed, `line` a line of a log, `timer` a deadline. */
export type StepKind = (typeof stepKinds)[number];

export interface TraceStep {
  /** Virtual instant, integer microseconds; of a message, when its last byte was sent. */
  readonly at: number;
  readonly kind: StepKind;
  /** The lane it happened in. */
  readonly from: string;
  /** The other lane, where there is one. */
  readonly to?: string;
  /** Ordinal of the connection in the run. */
  readonly connection?: number;
  /** One line for a person. */
  readonly summary: string;
  /** The message decoded, several lines. */
  readonly content?: string;
  /** The first bytes, two lower-case digits each. */
  readonly hex?: string;
  /** How many bytes there were in all. */
  readonly bytes?: number;
  /** When the other side took its last byte; absent when it did not, as far as was recorded. */
  readonly takenAt?: number;
  /** How many steps of this trace came between sending and taking. */
  readonly takenAfter?: number;
}

/** Where a rule was judged. */
export interface TraceMark {
  /** Position in `steps`. */
  readonly step: number;
  readonly rule: string;
  readonly verdict: "broken" | "kept";
  readonly message: string;
  readonly expected: string;
  readonly actual: string;
}

export interface TraceRecord {
  readonly t: "trace";
  /** `failure` belongs to a failing case; `example` shows a rule kept. */
  readonly purpose: "failure" | "example";
  readonly case: string;
  readonly seed: number;
  /** From left to right. */
  readonly lanes: readonly string[];
  readonly steps: readonly TraceStep[];
  readonly marks: readonly TraceMark[];
  /** Steps of the run before the first one here. */
  readonly skipped: number;
}

/** One step as one line, not yet made safe to print. */
export function stepText({ at, from, to, summary }: TraceStep): string {
  const who = to === undefined ? from : `${from} -> ${to}`;
  return `${instantText(at)}  ${who}  ${summary}`;
}
