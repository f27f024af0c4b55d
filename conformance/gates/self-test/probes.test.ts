import { expect, test } from "vitest";
import { loadCases } from "../../runner/cases.ts";
import { probes } from "./probes.ts";

const scenarios = loadCases().map(({ scenario }) => scenario);

test.each(probes.map((probe) => [probe.promise, probe] as const))(
  "%s",
  async (_, probe) => {
    expect(await probe.ask(scenarios)).toBeUndefined();
  },
  60_000,
);
