// A sound suite passes every probe. Here they see a few cases of each rule; `npm run self-test` shows them
// all, before it plants a fault for each of them.
import { expect, test } from "vitest";
import { loadCases } from "../../runner/cases.ts";
import { fewOfEach } from "../../runner/testing/few-of-each.ts";
import { probes } from "./probes.ts";

const scenarios = loadCases().map(({ scenario }) => scenario);
const few = fewOfEach(scenarios, 3);
/** Some rules are judged in few of the cases that name them. */
const more = fewOfEach(scenarios, 8);

test.each(
  probes.map((probe) => [probe.promise, probe, probe.id === "evaluated" ? more : few] as const),
)(
  "%s",
  async (_, probe, shown) => {
    expect(await probe.ask(shown)).toBeUndefined();
  },
  60_000,
);
