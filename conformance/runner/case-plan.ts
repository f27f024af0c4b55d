// What every run of a case starts from, whatever its seed: made once for all of them. Nothing of a run
// is in it.
import { fromJson } from "@bufbuild/protobuf";
import {
  type CompiledScenario,
  playableScenario,
  proxyRequests,
  type Scenario,
} from "../../sim/index.ts";
import { RequestSchema } from "../../wire/index.ts";
import type { BootFacts } from "../checkers/family.ts";

export interface CasePlan {
  readonly compiled: CompiledScenario;
  /** What its checkers are told that the master is configured with. */
  readonly boot: BootFacts;
}

/** Throws a ScenarioError when the scenario cannot be played. */
export function planCase(scenario: Scenario): CasePlan {
  return { compiled: playableScenario(scenario), boot: bootOf(scenario) };
}

export function bootOf({ world }: Scenario): BootFacts {
  const proxy = world?.proxy === undefined ? [] : proxyRequests(world.proxy);
  const all = [...proxy, ...(world?.requests ?? [])];
  const requests = all.map((json) => fromJson(RequestSchema, json));
  return { requests, savedState: world?.savedState };
}
