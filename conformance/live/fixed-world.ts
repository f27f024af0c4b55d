// Which cases a proxy can be asked for that runs already: it is as it was configured, its processes are
// not touched, and nothing stays behind but leases that end soon.
import { compileScenario, type Scenario, type Step, type WorldSpec } from "../../sim/index.ts";

export interface FixedWorld {
  readonly workers: number;
  readonly detail: string;
  readonly workerTimeoutSeconds: number;
  readonly frameBytesMax: number;
}

const blank: Scenario = {
  format: 1,
  id: "blank",
  title: "",
  rules: [],
  cells: [],
  tags: [],
  source: "",
  actors: {},
  steps: [],
  expect: [],
  endMicros: 0,
};

/** Requests that leave a proxy as it was. */
const reading: ReadonlySet<string> = new Set([
  "listWorkers",
  "listFrontends",
  "listListeners",
  "status",
  "subscribeEvents",
  "queryClusterById",
  "queryClustersByDomain",
  "queryClustersHashes",
  "queryMetrics",
  "queryHealthChecks",
  "countRequests",
  "setMetricDetail",
]);

/** Whoever comes next does not wait longer for a lease to end. */
export const leftSecondsMax = 15;

/** Why a proxy that runs already is not the one that a case asks for, or cannot be left alone by it. */
export function misfit(scenario: Scenario, fixed: FixedWorld): string | undefined {
  const { world = {}, steps, actors } = scenario;
  if (world.requests !== undefined || world.files !== undefined || world.savedState !== undefined) {
    return "it brings configuration or files of its own, and the proxy runs already";
  }
  const asked = compileScenario({ ...blank, world }).settings;
  if (asked.workers !== fixed.workers) return "it asks for another number of workers";
  if (asked.detail !== fixed.detail) return "it asks for another configured level";
  if (!asked.automaticRestart) return "it asks for workers that stay away";
  if (!hasLimits(world, fixed)) return "it asks for other limits";
  const touched = steps.some(
    (step) => !("actor" in step) && !("node" in step && step.node in actors),
  );
  if (touched) return "the processes of a proxy that runs already are not touched";
  if (steps.some(changes)) return "it changes a proxy that goes on running";
  return leavesLeases(scenario) ? "it leaves leases in a proxy that goes on running" : undefined;
}

/** Limits that a case does not name may be any. */
function hasLimits(world: WorldSpec, fixed: FixedWorld): boolean {
  const { frameBytesMax, workerTimeoutSeconds: timeout } = { ...fixed, ...world };
  return frameBytesMax === fixed.frameBytesMax && timeout === fixed.workerTimeoutSeconds;
}

function changes(step: Step): boolean {
  if (!("actor" in step)) return false;
  if (step.do === "raw") return true;
  return step.do === "request" && Object.keys(step.request).some((verb) => !reading.has(verb));
}

/** Leases for long that nobody is seen clearing. */
function leavesLeases({ steps }: Scenario): boolean {
  return steps.some((step) => {
    if (!("do" in step) || step.do !== "apply") return false;
    const seconds = step.ttlSeconds ?? 0;
    if (seconds > 0 && seconds <= leftSecondsMax) return false;
    return !steps.some(
      (other) =>
        other.do === "clear" &&
        other.actor === step.actor &&
        other.clientId === step.clientId &&
        other.at > step.at,
    );
  });
}
