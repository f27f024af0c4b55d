// The thread that tries out which cases a real clock can hold against a proxy: it plays them in the
// simulator, and would make the runner late. One bearing after the other, in the order of the cases.
import { parentPort, workerData } from "node:worker_threads";
import type { Scenario } from "../../sim/index.ts";
import { referenceTarget } from "../targets/reference.ts";
import { type Abilities, type Bearing, bearingOf } from "./bearing.ts";
import type { RealTime } from "./timeline.ts";

/** What the thread is started with. */
export interface BearingOrder {
  readonly scenarios: readonly Scenario[];
  readonly time: RealTime;
  readonly abilities: Abilities;
}

/** The bearing of one case. */
export interface BearingFound {
  readonly id: string;
  readonly bearing: Bearing;
}

function isOrder(value: unknown): value is BearingOrder {
  return typeof value === "object" && value !== null && "scenarios" in value;
}

const order: unknown = workerData;
if (!isOrder(order)) throw new Error("the thread is started with the cases that it tries");
const reference = referenceTarget();
for (const scenario of order.scenarios) {
  const bearing = bearingOf(scenario, order.time, reference, order.abilities);
  const found: BearingFound = { id: scenario.id, bearing };
  parentPort?.postMessage(found);
}
