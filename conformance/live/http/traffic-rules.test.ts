// Which rules what clients and origins see is enough for, in which cases.
import { expect, test } from "vitest";
import { loadCases } from "../../runner/cases.ts";
import { trafficRulesOf } from "./traffic-rules.ts";

const scenarioOf = (id: string) => loadCases().find(({ scenario }) => scenario.id === id)!.scenario;
const plain = scenarioOf("log-b1-h2-h2-many");

test("of its log a proxy is judged where there is one", () => {
  expect(trafficRulesOf(plain, true)).toContain("LOG-TIMES");
  expect(trafficRulesOf(plain, true)).not.toContain("LOG-STATUS");
  expect(trafficRulesOf(plain, false)).not.toContain("LOG-TIMES");
});

test("where nobody sees why a stream was refused, or by whom a client was taken, nothing is told of it", () => {
  expect(trafficRulesOf(plain, false)).toContain("H2-CONCURRENCY");
  for (const id of ["gauge-h2-soft-stop", "stream-pool-half"]) {
    expect(trafficRulesOf(scenarioOf(id), false)).not.toContain("H2-CONCURRENCY");
  }
  const several = { ...plain, world: { ...plain.world, workers: 2 } };
  expect(trafficRulesOf(plain, false)).toContain("ROUTE-429");
  expect(trafficRulesOf(several, false)).not.toContain("ROUTE-429");
});
