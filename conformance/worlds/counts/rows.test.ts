// How the rows of both termination matrices are told from what was seen, held against the exchanges that
// `fixtures/terminations.json` gives as theirs.
import { expect, test } from "vitest";
import { loadCases } from "../../runner/cases.ts";
import { runCase } from "../../runner/run-case.ts";
import { targetOf } from "../../targets/by-name.ts";
import type { Target } from "../../targets/target.ts";
import { loadTerminations } from "../../terminations/terminations.ts";
import { http1Rows, http2Rows, type Row } from "./rows.ts";
import { type Told, toldOf } from "./told.ts";

const terminations = loadTerminations();
const rows = new Map<string, Row>([...http1Rows, ...http2Rows].map((row) => [row.id, row]));
const frontSecondsDefault = 60;

/**
 * Told in other ways than the cases show them: by bytes of the client's own making, of which it keeps no
 * account (A4 to A16, A36), or by acts of peers that generated worlds have and cases do not.
 */
const otherwise = "A4 A6 A8 A9 A11 A16 A27 A28 A31 A34 A36 A44 B5 B6 B13 B14 B15 B21 B26 B33";

interface Played {
  readonly told: readonly Told[];
  readonly frontMicros: number;
}

/** Every case that a cell names, once. */
function played(target: Target): ReadonlyMap<string, Played> {
  const cells = terminations.flatMap((row) => Object.values(row.cells));
  const named = new Set(cells.map((cell) => cell.case));
  const scenarios = loadCases().flatMap(({ scenario }) => (named.has(scenario.id) ? scenario : []));
  return new Map(
    scenarios.map((scenario) => {
      const told = toldOf(scenario, runCase(scenario, target, { seed: 0 }).observations);
      const listener = scenario.world?.proxy?.listeners?.[0];
      const frontMicros = (listener?.frontTimeout ?? frontSecondsDefault) * 1_000_000;
      return [scenario.id, { told, frontMicros }];
    }),
  );
}

test("the rows that are counted are those of the matrices, in their order", () => {
  expect([...rows.keys()]).toEqual(terminations.map(({ row }) => row));
});

test("an exchange that a case gives for a row is told as one of that row", async () => {
  const all = played(await targetOf("reference"));
  const isTold = (id: string, name: string, label: string): boolean => {
    const { told, frontMicros = 0 } = all.get(name) ?? {};
    const own = told?.filter(({ client }) => client.label === label) ?? [];
    return own.some((one) => rows.get(id)?.fits(one, { frontMicros }) === true);
  };
  const wrong = terminations.filter(
    ({ row, cells }) =>
      !Object.values(cells).every(({ case: name, exchange }) => isTold(row, name, exchange)),
  );
  expect(wrong.map(({ row }) => row).join(" ")).toBe(otherwise);
});
