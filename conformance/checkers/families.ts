// The families that have checkers, in the order in which they judge: who owns a lease and what a
// fleet says of it follows from what the workers hold.
import { auditFamily } from "./audit/family.ts";
import { bodyFamily } from "./body/family.ts";
import { bindFamily } from "./bind/family.ts";
import { configFamily } from "./config/family.ts";
import { drainFamily } from "./drain/family.ts";
import { eventFamily } from "./event/family.ts";
import type { Family } from "./family.ts";
import { h1Family } from "./h1/family.ts";
import { fanoutFamily } from "./fanout/family.ts";
import { flowFamily } from "./flow/family.ts";
import { frameFamily } from "./frame/family.ts";
import { gaugeFamily } from "./gauge/family.ts";
import { labelFamily } from "./label/family.ts";
import { h2Family } from "./h2/family.ts";
import { metricsFamily } from "./metrics/family.ts";
import { leaseFamily } from "./leases/family.ts";
import { logFamily } from "./log/family.ts";
import { liveFamily } from "./live/family.ts";
import { routeFamily } from "./route/family.ts";
import { retryFamily } from "./retry/family.ts";
import { statusFamily } from "./status/family.ts";
import { streamFamily } from "./stream/family.ts";
import { timeoutFamily } from "./timeout/family.ts";

export const judgedFamilies: readonly Family[] = [
  leaseFamily,
  bindFamily,
  fanoutFamily,
  statusFamily,
  frameFamily,
  auditFamily,
  metricsFamily,
  labelFamily,
  configFamily,
  liveFamily,
  eventFamily,
  streamFamily,
  gaugeFamily,
  bodyFamily,
  h1Family,
  routeFamily,
  retryFamily,
  timeoutFamily,
  drainFamily,
  flowFamily,
  h2Family,
  logFamily,
];

/** The rules that some checker can judge; every other rule is uncovered. */
export const judgedRules: ReadonlySet<string> = new Set(
  judgedFamilies.flatMap((family) => family.rules),
);
