// Judges the terminal reply to one labelled request against what the scenario says about it.
import type { ExpectedLevels, ExpectedWorker, StepExpectation } from "../../sim/index.ts";
import type { Response, WorkerResponse } from "../../wire/index.ts";
import { showsErrors } from "../model/error-wording.ts";
import { levelName } from "../model/level.ts";
import { fleetStatusOf, statusOf, workerStatusOf } from "../observe/facts.ts";
import type { WorkerStatus } from "../observe/observation.ts";
import type { Divergence } from "./divergence.ts";
import type { StepReply } from "./replies.ts";

export function judgeStep(
  expectation: StepExpectation,
  found: StepReply | undefined,
  workerRequests: number,
): Divergence[] {
  const { rule, step } = expectation;
  const at = found?.reply?.at ?? found?.sentAt ?? 0;
  const message = found?.reply?.message;
  const faults: Fault[] = [
    ...statusFaults(expectation, shownStatus(message)),
    ...fanoutFaults(expectation, workerRequests),
    ...(message === undefined ? [] : messageFaults(expectation, message.message)),
    ...(message === undefined ? [] : contentFaults(expectation, message)),
    ...(message === undefined ? [] : instantFaults(expectation, at)),
  ];
  return faults.map(([expected, actual]) => {
    return {
      rule,
      step,
      at,
      message: "the terminal reply is not the expected one",
      expected,
      actual,
    };
  });
}

type Fault = readonly [expected: string, actual: string];

function statusFaults({ status }: StepExpectation, shown: ShownStatus): Fault[] {
  return status === undefined || agrees(status, shown) ? [] : [[`status ${status}`, shown]];
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

function contentFaults(expectation: StepExpectation, message: Response | WorkerResponse): Fault[] {
  const faults: Fault[] = [];
  if (expectation.worker !== undefined) {
    faults.push(...workerFaults("the worker", expectation.worker, ownStatus(message)));
  }
  if (expectation.master === undefined && expectation.workers === undefined) return faults;
  const fleet = "id" in message ? undefined : fleetStatusOf(message);
  if (fleet === undefined) return [...faults, ["a fleet status", "none"]];
  if (expectation.master !== undefined)
    faults.push(...levelFaults("the master", expectation.master, fleet));
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
