// The guard beside a live case: who was there before and was not touched is there afterwards. What a
// case does to a fleet is a finding here, never a broken run.
import type { Scenario } from "../../sim/index.ts";
import type { Violation } from "../checkers/verdicts.ts";
import { asksFor, replaces, stops } from "./asking.ts";
import { askForWorkers, type LiveWorker } from "./control.ts";
import type { Launched } from "./launched.ts";
import type { Struck } from "./strike.ts";

export const answerMillis = 5_000;

interface Watched {
  readonly scenario: Scenario;
  readonly instance: Launched;
  readonly before: readonly LiveWorker[];
  readonly deaths: Struck["deaths"];
  /** It does not tell of its workers. */
  readonly isAlone: boolean;
}

/** LIVE-NO-CRASH */
export async function fleetFaults({
  scenario,
  instance,
  before,
  deaths,
  isAlone,
}: Watched): Promise<Violation[]> {
  if (asksFor(scenario, replaces)) return [];
  const fault = (actual: string): Violation => ({
    rule: "LIVE-NO-CRASH",
    index: 0,
    at: scenario.endMicros,
    message: "a part of the proxy is gone that nobody touched",
    expected: "the proxy and its workers as they were",
    actual,
  });
  if (instance.ended !== undefined) return [fault(`the proxy ended: ${instance.ended}`)];
  if (isAlone) return [];
  const after = await askForWorkers(instance.commandSocket, answerMillis);
  if (after.kind === "none") return [fault("the proxy does not answer any more")];
  if (after.kind !== "workers") return [];
  const running = new Set(after.workers.filter(({ isRunning }) => isRunning).map(({ id }) => id));
  return before
    .filter(({ id }) => !running.has(id) && !deaths.has(id))
    .map(({ id }) => fault(`worker ${id} is not running`));
}

/** Whether the case itself stops the proxy. */
export function mayEnd(scenario: Scenario): boolean {
  return asksFor(scenario, stops);
}
