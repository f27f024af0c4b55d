import { expect, test } from "vitest";
import type { LengthFact } from "./content-length.ts";
import { type CodingFact, requestFraming, type ResponseFacts, responseFraming } from "./framing.ts";
import type { Tolerance } from "./limits.ts";

const METHODS = ["GET", "HEAD", "POST", "OPTIONS", "CONNECT"];
const STATUSES = [100, 101, 102, 103, 199, 200, 204, 206, 299, 300, 304, 404, 500, 599];
const MINORS = [0, 1] as const;
const LENGTHS: readonly LengthFact[] = [undefined, 0, 7, "invalid", "differing"];
const CODINGS: readonly CodingFact[] = [undefined, "chunked", "invalid", "not-final", "unknown"];
const TOLERANCES: readonly Tolerance[] = ["strict", "normalise"];

interface Cell extends ResponseFacts {
  readonly tolerance: Tolerance;
}

type Rule = readonly [
  why: string,
  applies: (cell: Cell) => boolean,
  outcome: (cell: Cell) => unknown,
];

const kind = (name: string) => (): unknown => ({ kind: name });
const fault = (name: string) => (): unknown => name;

/** What the fields declare, RFC 9112 §6.3 from its third number on, in its order. */
const DECLARED: readonly Rule[] = [
  [
    "a coding in HTTP/1.0",
    ({ coding, minor }) => coding !== undefined && minor === 0,
    fault("coding-in-http10"),
  ],
  ["no coding at all", ({ coding }) => coding === "invalid", fault("coding-invalid")],
  ["chunked is not last", ({ coding }) => coding === "not-final", fault("coding-not-final")],
  ["chunked around others", ({ coding }) => coding === "unknown", fault("coding-unknown")],
  [
    "both, and strict",
    ({ coding, length, tolerance }) =>
      coding === "chunked" && length !== undefined && tolerance === "strict",
    fault("length-and-coding"),
  ],
  ["chunked", ({ coding }) => coding === "chunked", kind("chunked")],
  ["a length that is none", ({ length }) => length === "invalid", fault("length-invalid")],
  ["several lengths", ({ length }) => length === "differing", fault("length-differing")],
  [
    "a length",
    ({ length }) => length !== undefined,
    ({ length }) => ({ kind: "length", bytes: length }),
  ],
];

const RESPONSE_RULES: readonly Rule[] = [
  [
    "an upgrade that was asked for",
    ({ status, isUpgradeAsked }) => status === 101 && isUpgradeAsked,
    kind("tunnel"),
  ],
  ["an upgrade that was not", ({ status }) => status === 101, fault("upgrade-unasked")],
  ["interim", ({ status }) => status < 200, kind("interim")],
  ["to HEAD", ({ method }) => method === "HEAD", kind("none")],
  ["bodiless", ({ status }) => status === 204 || status === 304, kind("none")],
  ["a tunnel", ({ method, status }) => method === "CONNECT" && status < 300, kind("tunnel")],
  ...DECLARED,
  ["nothing said", () => true, kind("close")],
];

const REQUEST_RULES: readonly Rule[] = [
  ...DECLARED.slice(0, 5),
  [
    "CONNECT, chunked",
    ({ method, coding }) => method === "CONNECT" && coding === "chunked",
    fault("connect-with-body"),
  ],
  [
    "CONNECT with a length",
    ({ method, length }) => method === "CONNECT" && length === 7,
    fault("connect-with-body"),
  ],
  ...DECLARED.slice(5),
  ["nothing said", () => true, kind("none")],
];

const cells: readonly Cell[] = METHODS.flatMap((method) =>
  STATUSES.flatMap((status) =>
    MINORS.flatMap((minor) =>
      LENGTHS.flatMap((length) =>
        CODINGS.flatMap((coding) =>
          TOLERANCES.flatMap((tolerance) =>
            [false, true].map((isUpgradeAsked) => ({
              method,
              status,
              minor,
              length,
              coding,
              tolerance,
              isUpgradeAsked,
            })),
          ),
        ),
      ),
    ),
  ),
);

const ruleFor = (rules: readonly Rule[], cell: Cell): Rule =>
  rules.find(([, applies]) => applies(cell))!;

test("the table is whole", () => {
  expect(cells).toHaveLength(5 * 14 * 2 * 5 * 5 * 2 * 2);
});

test("every answer is framed by the first rule that applies, and each rule is the first for some", () => {
  const used = new Set<string>();
  for (const cell of cells) {
    const [why, , outcome] = ruleFor(RESPONSE_RULES, cell);
    used.add(why);
    expect(responseFraming(cell, cell.tolerance), `${why} ${JSON.stringify(cell)}`).toEqual(
      outcome(cell),
    );
  }
  expect([...used].toSorted()).toEqual(RESPONSE_RULES.map(([why]) => why).toSorted());
});

test("every request is framed by the first rule that applies, and each rule is the first for some", () => {
  const used = new Set<string>();
  for (const cell of cells) {
    const [why, , outcome] = ruleFor(REQUEST_RULES, cell);
    used.add(why);
    expect(requestFraming(cell, cell.tolerance), `${why} ${JSON.stringify(cell)}`).toEqual(
      outcome(cell),
    );
  }
  expect([...used].toSorted()).toEqual(REQUEST_RULES.map(([why]) => why).toSorted());
});
