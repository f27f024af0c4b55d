// The matrices of terminations against the cases: every row in every pairing has a cell or a reason, and
// every cell a case in which that exchange, in that pairing, is expected to end as the row intends.
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../sim/index.ts";
import { loadCases } from "../runner/cases.ts";
import { loadTerminations, type Pairing, terminationLines } from "./terminations.ts";

interface Expected {
  readonly end?: readonly string[];
  readonly statuses?: readonly number[];
}

const rows = loadTerminations();
const scenarios = new Map(loadCases().map(({ scenario }) => [scenario.id, scenario]));
const cells = rows.flatMap(({ row, intended, cells: own }) =>
  Object.entries(own).map(([pairing, cell]) => ({ row, pairing, intended, ...cell })),
);

const behindH1: readonly Pairing[] = ["h1-h1", "h1-h2", "h1s-h1", "h1s-h2"];
const behindH2: readonly Pairing[] = ["h2-h1", "h2-h2", "h2s-h1", "h2s-h2"];

test("every row of both matrices stands there once, in order", () => {
  const ids = [
    ...Array.from({ length: 49 }, (_, nth) => `A${nth + 1}`),
    ...Array.from({ length: 33 }, (_, nth) => `B${nth + 1}`),
  ];
  expect(rows.map(({ row }) => row)).toEqual(ids);
});

test.each(rows)("$row has a cell or a reason in every pairing, never both", (row) => {
  const pairings = [...Object.keys(row.cells), ...Object.keys(row.absent ?? {})];
  expect(pairings.sort()).toEqual(row.row.startsWith("A") ? behindH1 : behindH2);
});

test("no exchange of a case is two cells", () => {
  const places = cells.map(({ case: id, exchange }) => `${id} ${exchange}`);
  expect(places).toHaveLength(new Set(places).size);
});

test("there are as many cells as are said", () => {
  expect(cells.length).toBeGreaterThanOrEqual(180);
  expect(terminationLines(rows).at(-1)).toMatch(new RegExp(`^82 rows, ${cells.length} cells, `));
});

describe.each(cells)("$row $pairing", ({ case: id, exchange, pairing, intended }) => {
  const scenario = scenarios.get(id);

  test("its case expects what the row intends", () => {
    const expectation = scenario?.expect.find(
      (one) => "exchange" in one && one.exchange === exchange,
    ) as Expected | undefined;
    const { end = [], statuses = [] } = expectation ?? {};
    expect({ end: end.length > 0, statuses: statuses.length > 0 }).toEqual({
      end: end.length > 0 || intended.ends !== undefined,
      statuses: statuses.length > 0 || intended.statuses !== undefined,
    });
    expect(end.length + statuses.length).toBeGreaterThan(0);
    expect(intended.ends ?? end).toEqual(expect.arrayContaining([...end]));
    expect(intended.statuses ?? statuses).toEqual(expect.arrayContaining([...statuses]));
  });

  test("its case is one of the pairing", () => {
    expect(pairingOf(scenario, exchange)).toContain(pairing);
  });
});

/** By the actor that asks, the listener that it comes to, and the protocol of the clusters. */
function pairingOf(scenario: Scenario | undefined, exchange: string): readonly string[] {
  const front = frontOf(scenario, exchange);
  const clusters = scenario?.world?.proxy?.clusters ?? [];
  return clusters.map(({ http2 }) => `${front}-${http2 === true ? "h2" : "h1"}`);
}

function frontOf(scenario: Scenario | undefined, exchange: string): string | undefined {
  const { actors = {}, steps = [] } = scenario ?? {};
  const step = steps.find((one) => "label" in one && asksFor(one.label, exchange));
  const asker = step !== undefined && "actor" in step ? actors[step.actor] : undefined;
  return asker?.kind === "http-client"
    ? `${asker.protocol}${asker.to.port === 8443 ? "s" : ""}`
    : undefined;
}

/** Of what is asked several times, `{n}` stands for the number. */
function asksFor(label: string | undefined, exchange: string): boolean {
  return label === exchange || label?.replace("{n}", exchange.slice(1)) === exchange;
}
