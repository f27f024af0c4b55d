// Every row of the contract under its id. The registry knows what is promised, not who judges it;
// a duplicate id is a bug of ours and throws at load.
import picomatch from "picomatch";
import { auditRules } from "./audit.ts";
import { bindRules } from "./bind.ts";
import { bodyRules } from "./body.ts";
import { configRules } from "./config.ts";
import { drainRules } from "./drain.ts";
import { eventRules } from "./event.ts";
import { fanoutRules } from "./fanout.ts";
import { flowRules } from "./flow.ts";
import { frameRules } from "./frame.ts";
import { gaugeRules } from "./gauge.ts";
import { h1Rules } from "./h1.ts";
import { h2Rules } from "./h2.ts";
import { labelRules } from "./label.ts";
import { leaseRules } from "./lease.ts";
import { liveRules } from "./live.ts";
import { logRules } from "./log.ts";
import { metricsRules } from "./metrics.ts";
import { retryRules } from "./retry.ts";
import { routeRules } from "./route.ts";
import type { Rule } from "./rule.ts";
import { statusRules } from "./status.ts";
import { streamRules } from "./stream.ts";
import { timeoutRules } from "./timeout.ts";

/** All rules, in the order of the contract. */
export const rules: readonly Rule[] = [
  ...leaseRules,
  ...bindRules,
  ...statusRules,
  ...fanoutRules,
  ...eventRules,
  ...auditRules,
  ...frameRules,
  ...streamRules,
  ...gaugeRules,
  ...logRules,
  ...labelRules,
  ...metricsRules,
  ...configRules,
  ...bodyRules,
  ...flowRules,
  ...h1Rules,
  ...h2Rules,
  ...routeRules,
  ...retryRules,
  ...timeoutRules,
  ...drainRules,
  ...liveRules,
];

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));
if (byId.size !== rules.length) throw new Error("two rules of the registry share an id");

export function findRule(id: string): Rule | undefined {
  return byId.get(id);
}

/** `LEASE` of `LEASE-CAP`. */
export function familyOf(id: string): string {
  return id.slice(0, id.indexOf("-"));
}

export const families: readonly string[] = [...new Set(rules.map((rule) => familyOf(rule.id)))];

/** The rules whose id matches a glob such as `LEASE-*`. */
export function matchingRules(glob: string): readonly Rule[] {
  const matches = picomatch(glob);
  return rules.filter((rule) => matches(rule.id));
}
