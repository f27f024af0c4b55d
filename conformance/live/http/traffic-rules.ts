// The rules of the data plane that what clients and origins see is enough for. Any other is told from
// outside by the words of a case, or not at all (`fixtures/live/capabilities.yaml`).
import type { Scenario } from "../../../sim/index.ts";
import { bodyFamily } from "../../checkers/body/family.ts";
import { drainFamily } from "../../checkers/drain/family.ts";
import { flowFamily } from "../../checkers/flow/family.ts";
import { h1Family } from "../../checkers/h1/family.ts";
import { h2Family } from "../../checkers/h2/family.ts";
import { logFamily } from "../../checkers/log/family.ts";
import { retryFamily } from "../../checkers/retry/family.ts";
import { routeFamily } from "../../checkers/route/family.ts";
import { timeoutFamily } from "../../checkers/timeout/family.ts";
import { asksFor, replaces } from "../asking.ts";

/** A reset on the way may take with it what a proxy said last. */
const toldByCasesAlone = "H2-FLOOD-RESET";

const families = [
  bodyFamily,
  flowFamily,
  h1Family,
  routeFamily,
  h2Family,
  retryFamily,
  timeoutFamily,
  drainFamily,
];

export const trafficRules: ReadonlySet<string> = new Set(
  families.flatMap(({ rules }) => rules).filter((rule) => rule !== toldByCasesAlone),
);

/** H2-CONCURRENCY: whether there was room for a stream, buffers tell, and nobody sees those. */
const aboutBuffers: ReadonlySet<string> = new Set(["STREAM-BUFFERS", "STREAM-POOL-HALF"]);

/**
 * Round trips are the kernel's; the counters of a worker are those of all its records at the instant at which it
 * is asked.
 */
const loggedUnseen: ReadonlySet<string> = new Set([
  "LOG-STATUS",
  "LOG-METRICS-ONCE",
  "LOG-RTT",
  "LOG-UNSENT",
]);
const loggedRules = logFamily.rules.filter((rule) => !loggedUnseen.has(rule));

/**
 * ROUTE-429: each worker counts for itself, and nobody sees which of several has taken a client. H2-CONCURRENCY: a
 * worker that was told to stop refuses whoever asks before its word of that has come.
 */
export function trafficRulesOf(scenario: Scenario, isLogged: boolean): ReadonlySet<string> {
  const { rules, world } = scenario;
  const untold = new Set<string>();
  if (rules.some((rule) => aboutBuffers.has(rule)) || asksFor(scenario, replaces)) {
    untold.add("H2-CONCURRENCY");
  }
  if ((world?.workers ?? 1) > 1) untold.add("ROUTE-429");
  const told = isLogged ? [...trafficRules, ...loggedRules] : [...trafficRules];
  return new Set(told.filter((rule) => !untold.has(rule)));
}
