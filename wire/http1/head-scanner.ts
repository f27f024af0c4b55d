// Runs the head table over bytes as they come and remembers where the parts are; every limit is
// checked here, before anything is made of the parts. It makes no text and knows no field.

import { HTTP1_METHOD_BYTES_MAX, HTTP1_VERSION_BYTES } from "../bounds.ts";
import { byteClassNames, CLASS_BITS, CLASS_OF } from "./byte-class.ts";
import type { Http1FaultKind } from "./fault.ts";
import {
  ACTION_BITS,
  headActions,
  headFault,
  type HeadState,
  headStates,
  NO_TRANSITION,
  normalisingCells,
  strictCells,
} from "./head-table.ts";
import type { Http1Limits, Tolerance } from "./limits.ts";
import { statusLineFault, versionFault } from "./start-line.ts";

export type Section = "request" | "response" | "trailers";

const startOf = {
  request: headStates.indexOf("requestOpening"),
  response: headStates.indexOf("statusLine"),
  trailers: headStates.indexOf("firstLine"),
} as const satisfies Record<Section, number>;

const STATE_MASK = (1 << ACTION_BITS) - 1;

/** Marks before the first field; a field has three: name, colon, end of line. */
export const START_MARKS = { request: 4, response: 2, trailers: 0 } as const;
export const FIELD_MARKS = 3;

/** `scan` is given the same bytes again, with more behind them, until it says something else. */
export class HeadScanner {
  /** Offsets from the start of the section; what stands behind `markCount` is of an earlier one. */
  readonly marks: number[] = [];
  markCount = 0;
  /** Bytes of the section that were looked at; all of them when it is done. */
  at = 0;
  fault: Http1FaultKind = "head-too-large";
  readonly tolerance: Tolerance;
  readonly #limits: Http1Limits;
  readonly #cells: Readonly<Uint16Array>;
  #section: Section = "request";
  #state = 0;
  #limitAt = 0;
  #fields = 0;

  constructor(limits: Http1Limits, tolerance: Tolerance) {
    this.tolerance = tolerance;
    this.#limits = limits;
    this.#cells = tolerance === "strict" ? strictCells : normalisingCells;
  }

  begin(section: Section): void {
    this.#section = section;
    this.#state = startOf[section];
    this.#limitAt = this.#bytesMax();
    this.#fields = 0;
    this.at = 0;
    this.markCount = 0;
    if (section === "response") this.#mark(0);
  }

  /** Whether more has come than an empty line before a request. */
  get hasBegun(): boolean {
    return this.at > 0 && (this.#section !== "request" || this.markCount > 0);
  }

  scan(bytes: Uint8Array, start: number, end: number): "more" | "done" | "fault" {
    const cells = this.#cells;
    let state = this.#state;
    let at = this.at;
    let stop = Math.min(end - start, this.#limitAt);
    while (at < stop) {
      const column = CLASS_OF[bytes[start + at]!]!;
      const cell = cells[(state << CLASS_BITS) | column]!;
      if (cell > STATE_MASK) {
        this.at = at;
        if (cell === NO_TRANSITION)
          return this.#refuse(headFault(stateAt(state), byteClassNames[column]!));
        const outcome = this.#act(cell >> ACTION_BITS, bytes, start);
        if (outcome !== "more") return outcome;
        stop = Math.min(end - start, this.#limitAt);
      }
      state = cell & STATE_MASK;
      at += 1;
    }
    this.#state = state;
    this.at = at;
    return at >= this.#limitAt ? this.#refuse(this.#limitFault(stateAt(state))) : "more";
  }

  /** At the byte `at` of the section. */
  #act(action: number, bytes: Uint8Array, start: number): "more" | "done" | "fault" {
    const { at } = this;
    switch (headActions[action]!) {
      case "none":
        return "more";
      case "methodStart":
        this.#mark(at);
        this.#limitPart(at + HTTP1_METHOD_BYTES_MAX + 1);
        return "more";
      case "methodEnd":
        this.#mark(at);
        this.#limitPart(at + 1 + this.#limits.targetBytesMax + 1);
        return "more";
      case "targetEnd":
        this.#mark(at);
        this.#limitPart(at + 1 + HTTP1_VERSION_BYTES + 1);
        return "more";
      case "startEnd":
        return this.#endStart(bytes, start);
      case "nameStart":
        this.#mark(at);
        this.#fields += 1;
        return this.#fields > this.#limits.fieldsMax ? this.#refuse("too-many-fields") : "more";
      case "mark":
        this.#mark(at);
        return "more";
      case "unfold":
        // The value goes on: its end was none.
        this.markCount -= 1;
        return "more";
      case "done":
        this.at = at + 1;
        return "done";
    }
  }

  #mark(at: number): void {
    this.marks[this.markCount] = at;
    this.markCount += 1;
  }

  #endStart(bytes: Uint8Array, start: number): "more" | "fault" {
    const { at, marks } = this;
    const from = start + (this.#section === "request" ? marks[2]! + 1 : 0);
    const check = this.#section === "request" ? versionFault : statusLineFault;
    const fault = check(bytes, from, start + at);
    if (fault !== undefined) return this.#refuse(fault);
    this.#mark(at);
    this.#limitAt = this.#bytesMax();
    return "more";
  }

  /** A part has to end before the byte at `limitAt`, and within the whole. */
  #limitPart(limitAt: number): void {
    this.#limitAt = Math.min(limitAt, this.#bytesMax());
  }

  #bytesMax(): number {
    return this.#section === "trailers" ? this.#limits.trailerBytesMax : this.#limits.headBytesMax;
  }

  #limitFault(state: HeadState): Http1FaultKind {
    if (state === "method") return "method-too-long";
    if (state === "target" || state === "targetStart") return "target-too-long";
    if (state === "version") return "request-line";
    return this.#section === "trailers" ? "trailers-too-large" : "head-too-large";
  }

  #refuse(fault: Http1FaultKind): "fault" {
    this.fault = fault;
    return "fault";
  }
}

function stateAt(state: number): HeadState {
  return headStates[state]!;
}
