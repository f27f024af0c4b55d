// Judges the terminal reply to one labelled request against what the scenario says about it. The rule of
// the expectation takes the blame, but for what another rule says of every reply whatever it is about:
// how the master leases (STATUS-MASTER-LEASES), and the status of what all refused (FANOUT-ALL-REFUSED).
import type { ExpectedLevels, ExpectedWorker, StepExpectation } from "../../sim/index.ts";
import type { Response, WorkerResponse } from "../../wire/index.ts";
import type { LeaseConstants } from "../model/constants.ts";
import { showsErrors } from "../model/error-wording.ts";
import { levelName } from "../model/level.ts";
import { fleetStatusOf, statusOf, workerStatusOf } from "../observe/facts.ts";
import type { WorkerStatus } from "../observe/observation.ts";
import type { Divergence } from "./divergence.ts";
import type { StepReply } from "./replies.ts";

/** What else is known of the run. */
interface Circumstances {
  readonly workerRequests: number;
  readonly constants: LeaseConstants;
}

export function judgeStep(
  expectation: StepExpectation,
  found: StepReply | undefined,
  { workerRequests, constants }: Circumstances,
): Divergence[] {
  const { rule, step } = expectation;
  const at = found?.reply?.at ?? found?.sentAt ?? 0;
  const message = found?.reply?.message;
  const faults: Fault[] = [
    ...statusFaults(expectation, message),
    ...fanoutFaults(expectation, workerRequests),
    ...(message === undefined ? [] : messageFaults(expectation, message.message)),
    ...(message === undefined ? [] : contentFaults(expectation, message, constants)),
    ...(message === undefined ? [] : instantFaults(expectation, at)),
  ];
  return faults.map(([expected, actual, blamed]) => {
    return {
      rule: blamed ?? rule,
      step,
      at,
      message: "the terminal reply is not the expected one",
      expected,
      actual,
    };
  });
}

type Fault = readonly [expected: string, actual: string, blamed?: string];

function statusFaults(
  { status }: StepExpectation,
  message: Response | WorkerResponse | undefined,
): Fault[] {
  const shown = shownStatus(message);
  if (status === undefined || agrees(status, shown)) return [];
  const fault = [`status ${status}`, shown] as const;
  const wasRefused = status === "failure" && shown === "errors" && !isSomeonesSuccess(message);
  return [wasRefused ? [...fault, "FANOUT-ALL-REFUSED"] : fault];
}

/** Whether the reply carries the status of a worker: then one did what was asked. */
function isSomeonesSuccess(message: Response | WorkerResponse | undefined): boolean {
  if (message === undefined || "id" in message) return false;
  return (fleetStatusOf(message)?.workers.size ?? 0) > 0;
}

function fanoutFaults({ workerRequests: wanted }: StepExpectation, shown: number): Fault[] {
  return wanted === undefined || wanted === shown
    ? []
    : [[`${wanted} workers asked`, `${shown} asked`]];
}

function instantFaults({ at: interval }: StepExpectation, at: number): Fault[] {
  const inside = interval === undefined || (at >= interval[0] && at <= interval[1]);
  return inside ? [] : [[`a reply in ${interval[0]}..${interval[1]}`, `at ${at}`]];
}

type ShownStatus = "ok" | "errors" | "failure" | "none";

function shownStatus(message: Response | WorkerResponse | undefined): ShownStatus {
  if (message === undefined) return "none";
  const status = statusOf(message.status);
  if (status === "failure") return "failure";
  return showsErrors(status, message.message) ? "errors" : "ok";
}

function agrees(expected: NonNullable<StepExpectation["status"]>, shown: ShownStatus): boolean {
  return expected === shown || (expected === "errors" && shown === "failure");
}

function messageFaults({ message: expected }: StepExpectation, shown: string): Fault[] {
  const missing = (expected?.includes ?? []).filter((text) => !shown.includes(text));
  const unwanted = (expected?.excludes ?? []).filter((text) => shown.includes(text));
  return [
    ...missing.map((text): Fault => [
      `a message with ${JSON.stringify(text)}`,
      JSON.stringify(shown),
    ]),
    ...unwanted.map((text): Fault => [
      `a message without ${JSON.stringify(text)}`,
      JSON.stringify(shown),
    ]),
  ];
}

function contentFaults(
  expectation: StepExpectation,
  message: Response | WorkerResponse,
  { masterLeases }: LeaseConstants,
): Fault[] {
  const faults: Fault[] = [];
  if (expectation.worker !== undefined) {
    faults.push(...workerFaults("the worker", expectation.worker, ownStatus(message)));
  }
  if (expectation.master === undefined && expectation.workers === undefined) return faults;
  const fleet = "id" in message ? undefined : fleetStatusOf(message);
  if (fleet === undefined) return [...faults, ["a fleet status", "none"]];
  // A master that elects to hold no lease reports its floor, which the checkers know.
  if (expectation.master !== undefined && masterLeases) {
    const wrong = levelFaults("the master", expectation.master, fleet);
    faults.push(...wrong.map(([want, got]): Fault => [want, got, "STATUS-MASTER-LEASES"]));
  }
  if (expectation.workers === undefined) return faults;
  const ids = Object.keys(expectation.workers).sort().join();
  const shownIds = [...fleet.workers.keys()].map(String).sort().join();
  if (ids !== shownIds) faults.push([`workers ${ids}`, `workers ${shownIds}`]);
  for (const [id, worker] of Object.entries(expectation.workers)) {
    faults.push(...workerFaults(`worker ${id}`, worker, fleet.workers.get(Number(id))));
  }
  return faults;
}

function ownStatus(message: Response | WorkerResponse): WorkerStatus | undefined {
  const content = message.content?.contentType;
  return content?.case === "workerMetricDetailStatus" ? workerStatusOf(content.value) : undefined;
}

function workerFaults(
  who: string,
  expected: ExpectedWorker,
  shown: WorkerStatus | undefined,
): Fault[] {
  if (shown === undefined) return [[`a status of ${who}`, "none"]];
  const faults = levelFaults(who, expected, shown);
  if (expected.count !== undefined && expected.count !== shown.count) {
    faults.push([`${who} with ${expected.count} leases`, `${shown.count} leases`]);
  }
  return faults;
}

function levelFaults(
  who: string,
  expected: ExpectedLevels,
  shown: { readonly configured: number; readonly effective: number; readonly previous: number },
): Fault[] {
  return (["configured", "effective", "previous"] as const).flatMap((name): Fault[] => {
    const level = expected[name];
    const actual = levelName(shown[name]);
    return level === undefined || level === actual
      ? []
      : [[`${who} ${name} ${level}`, `${name} ${actual}`]];
  });
}
