// The syntax of heads and trailer sections (RFC 9112 §2 to §5) as a table: state and class of byte to
// the next state. What is absent is a fault. Transitions with `normalised` exist only for a reader
// that forwards them in another form (H1-SMUGGLING); the strict reader has none of them.

import { type ByteClass, byteClassNames, CLASS_BITS } from "./byte-class.ts";
import type { Http1FaultKind } from "./fault.ts";

/** The order is the numbering of the compiled table. */
export const headStates = [
  "requestOpening",
  "openingCr",
  "requestStart",
  "method",
  "targetStart",
  "target",
  "version",
  "statusLine",
  "startCr",
  "firstLine",
  "line",
  "name",
  "value",
  "valueCr",
  "lastCr",
] as const;

export type HeadState = (typeof headStates)[number];

/** What is remembered on the way. `none` is most bytes. */
export const headActions = [
  "none",
  "methodStart",
  "methodEnd",
  "targetEnd",
  "startEnd",
  "nameStart",
  "mark",
  "unfold",
  "done",
] as const;

export type HeadAction = (typeof headActions)[number];

interface Transition {
  readonly to: HeadState;
  readonly action?: HeadAction;
  readonly normalised?: true;
}

export type HeadRow = Partial<Record<ByteClass, Transition>>;

const stayInValue = {
  tab: { to: "value" },
  space: { to: "value" },
  token: { to: "value" },
  colon: { to: "value" },
  visible: { to: "value" },
  high: { to: "value" },
} as const satisfies HeadRow;

const again = { to: "value", normalised: true } as const;

const headTable: Readonly<Record<HeadState, HeadRow>> = {
  // "a server [...] SHOULD ignore at least one empty line" (RFC 9112 §2.2): exactly one.
  requestOpening: {
    cr: { to: "openingCr" },
    lf: { to: "requestStart", normalised: true },
    token: { to: "method", action: "methodStart" },
  },
  openingCr: { lf: { to: "requestStart" } },
  requestStart: { token: { to: "method", action: "methodStart" } },
  method: { token: { to: "method" }, space: { to: "targetStart", action: "methodEnd" } },
  targetStart: { token: { to: "target" }, colon: { to: "target" }, visible: { to: "target" } },
  target: {
    token: { to: "target" },
    colon: { to: "target" },
    visible: { to: "target" },
    space: { to: "version", action: "targetEnd" },
  },
  version: {
    token: { to: "version" },
    visible: { to: "version" },
    cr: { to: "startCr", action: "startEnd" },
    lf: { to: "firstLine", action: "startEnd", normalised: true },
  },
  statusLine: {
    tab: { to: "statusLine" },
    space: { to: "statusLine" },
    token: { to: "statusLine" },
    colon: { to: "statusLine" },
    visible: { to: "statusLine" },
    high: { to: "statusLine" },
    cr: { to: "startCr", action: "startEnd" },
    lf: { to: "firstLine", action: "startEnd", normalised: true },
  },
  startCr: { lf: { to: "firstLine" } },
  // There is nothing yet that a fold could continue.
  firstLine: {
    token: { to: "name", action: "nameStart" },
    cr: { to: "lastCr" },
    lf: { to: "firstLine", action: "done", normalised: true },
  },
  line: {
    token: { to: "name", action: "nameStart" },
    cr: { to: "lastCr" },
    lf: { to: "firstLine", action: "done", normalised: true },
    tab: { to: "value", action: "unfold", normalised: true },
    space: { to: "value", action: "unfold", normalised: true },
  },
  name: { token: { to: "name" }, colon: { to: "value", action: "mark" } },
  value: {
    ...stayInValue,
    cr: { to: "valueCr" },
    lf: { to: "line", action: "mark", normalised: true },
  },
  valueCr: {
    lf: { to: "line", action: "mark" },
    cr: { to: "valueCr", normalised: true },
    tab: again,
    space: again,
    token: again,
    colon: again,
    visible: again,
    high: again,
  },
  lastCr: { lf: { to: "firstLine", action: "done" } },
};

export const ACTION_BITS = 8;

/** A cell without a transition. */
export const NO_TRANSITION = 0xffff;

/** A cell is an action above `ACTION_BITS` and the next state below them. */
function compile(isNormalising: boolean): Readonly<Uint16Array> {
  const cells = new Uint16Array(headStates.length << CLASS_BITS).fill(NO_TRANSITION);
  for (const [position, state] of headStates.entries()) {
    for (const [column, name] of byteClassNames.entries()) {
      const transition = headTable[state][name];
      if (transition === undefined) continue;
      if (transition.normalised === true && !isNormalising) continue;
      const action = headActions.indexOf(transition.action ?? "none");
      cells[(position << CLASS_BITS) | column] =
        (action << ACTION_BITS) | headStates.indexOf(transition.to);
    }
  }
  return cells;
}

export const strictCells: Readonly<Uint16Array> = compile(false);
export const normalisingCells: Readonly<Uint16Array> = compile(true);

const faultOfState = {
  requestOpening: "method",
  openingCr: "bare-cr",
  requestStart: "method",
  method: "method",
  targetStart: "target",
  target: "target",
  version: "request-line",
  statusLine: "status-line",
  startCr: "bare-cr",
  firstLine: "field-name",
  line: "field-name",
  name: "field-name",
  value: "field-value",
  valueCr: "bare-cr",
  lastCr: "bare-cr",
} as const satisfies Record<HeadState, Http1FaultKind>;

const faultOfCell: Partial<Record<HeadState, Partial<Record<ByteClass, Http1FaultKind>>>> = {
  requestOpening: { lf: "bare-lf" },
  method: { cr: "request-line", lf: "request-line" },
  targetStart: { cr: "request-line", lf: "request-line" },
  target: { cr: "request-line", lf: "request-line" },
  version: { lf: "bare-lf" },
  statusLine: { lf: "bare-lf" },
  firstLine: { lf: "bare-lf", colon: "field-name-empty", space: "obs-fold", tab: "obs-fold" },
  line: { lf: "bare-lf", colon: "field-name-empty", space: "obs-fold", tab: "obs-fold" },
  name: {
    space: "space-before-colon",
    tab: "space-before-colon",
    cr: "colon-missing",
    lf: "colon-missing",
  },
  value: { lf: "bare-lf" },
};

/** Why there is no transition. */
export function headFault(state: HeadState, byteClass: ByteClass): Http1FaultKind {
  if (byteClass === "nul") return "nul";
  return faultOfCell[state]?.[byteClass] ?? faultOfState[state];
}
