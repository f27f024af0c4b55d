// Some cases and some rules, run as any run is, for the probes that ask about the runner and its reports.
import type { Run } from "../../../reports/index.ts";
import type { Scenario } from "../../../sim/index.ts";
import { findRule } from "../../rules/registry.ts";
import { runSuite } from "../../runner/run-suite.ts";
import type { Target } from "../../targets/target.ts";

const selection = { rules: [], families: [], cases: [], tags: [] };

export function suite(
  scenarios: readonly Scenario[],
  ids: readonly string[],
  of: Target,
): Promise<Run> {
  return runSuite({
    selected: {
      rules: ids.flatMap((id) => findRule(id) ?? []),
      cases: scenarios.map((scenario) => ({ scenario, file: scenario.id })),
    },
    selection,
    enforce: [],
    target: of,
    seeds: 1,
    kills: undefined,
    uncovered: new Map(),
    notes: [],
    progress: () => undefined,
    stopped: () => undefined,
  });
}

export function one(scenarios: readonly Scenario[], id: string): readonly Scenario[] {
  const found = scenarios.filter((scenario) => scenario.id === id);
  if (found.length === 0) throw new Error(`the probes need the case ${id}`);
  return found;
}
